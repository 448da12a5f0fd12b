#pragma once

#include <fmt/format.h>

#include "doodle/error.h"

namespace doodle {

/// Throws `E` with a formatted message unless `condition` holds. For what a user can get wrong.
template <class E, class... Args>
void require(bool condition, fmt::format_string<Args...> message, Args&&... args) {
  if (!condition) throw E(fmt::format(message, std::forward<Args>(args)...));
}

/// Throws UsageError "NAME is VALUE; it must lie between LOW and HIGH" when value is outside (or not a number).
template <class T>
void require_range(const char* name, T value, T low, T high) {
  require<UsageError>(value >= low && value <= high, "{} is {}; it must lie between {} and {}", name, value, low, high);
}

/// For what only a defect of the program can get wrong: throws Error with ErrorCode::internal.
inline void expect(bool condition, const char* what) {
  if (!condition) throw Error(ErrorCode::internal, fmt::format("internal error: {}", what));
}

}  // namespace doodle
