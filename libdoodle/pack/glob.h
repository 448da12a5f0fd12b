#pragma once

#include <string_view>

namespace doodle {

/// Whether the whole of `path` fits the pattern: `*` stands for any characters but slashes, `**` for any
/// characters, `**/` also for nothing, `?` for one character but a slash; all others for themselves.
bool glob_matches(std::string_view pattern, std::string_view path);

}  // namespace doodle
