#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace doodle {

/// A number as pickle's protocol 0 writes it.
struct PickledNumber {
  std::int64_t value = 0;
  bool boolean = false;  ///< `00` and `01`
};

/// `42`, `-7L`, `01`. Throws BrokenFile for anything else.
PickledNumber parse_pickled_number(std::string_view text);

/// Python's repr of a string, 'a\x00b', as the bytes it stands for. Throws BrokenFile for anything else.
std::string unescape_pickled_string(std::string_view text);

/// Python's raw-unicode-escape, Latin-1 with \u000a for what a line cannot hold, as UTF-8. Throws BrokenFile
/// for a broken escape.
std::string unescape_pickled_unicode(std::string_view text);

}  // namespace doodle
