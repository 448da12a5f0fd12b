#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/expect.h"
#include "doodle/error.h"

namespace doodle {

/// Throws `E` with a formatted message unless `condition` holds. For what a user can get wrong.
template <class E, class... Args>
void require(bool condition, fmt::format_string<Args...> message, Args&&... args) {
  if (!condition) throw E(fmt::format(message, std::forward<Args>(args)...));
}

/// Throws UsageError "NAME is VALUE; it must lie between LOW and HIGH" when value is outside (or not a
/// number).
template <class T>
void require_range(const char* name, T value, T low, T high) {
  require<UsageError>(value >= low && value <= high, "{} is {}; it must lie between {} and {}", name, value,
                      low, high);
}

/// Throws UsageError "NAME is 'VALUE'; choose one of A, B, C" unless value is one of the choices.
inline void require_choice(const char* name, const std::string& value,
                           std::initializer_list<std::string_view> choices) {
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return;
  throw UsageError(fmt::format("{} is '{}'; choose one of {}", name, value, fmt::join(choices, ", ")));
}

}  // namespace doodle
