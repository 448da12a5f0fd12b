#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace doodle {

/// What a reader found wrong with a file; who called it adds the file's name and throws the Error of its
/// kind.
struct BrokenFile : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws BrokenFile with a formatted reason unless `condition` holds.
template <class... Args>
void demand(bool condition, fmt::format_string<Args...> reason, Args&&... args) {
  if (!condition) throw BrokenFile(fmt::format(reason, std::forward<Args>(args)...));
}

/// A name from a file, cut and made printable, in quotation marks.
std::string quoted_name(std::string_view name);

}  // namespace doodle
