#include "importers/pickle_text.h"

#include <charconv>

#include "importers/arrays.h"

namespace doodle {
namespace {

/// The character that a backslash and this letter stand for; 0 for `x` and what is unknown.
char escaped(char letter) {
  switch (letter) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case '\\':
    case '\'':
    case '"':
      return letter;
    default:
      return 0;
  }
}

/// Adds a character below 0x10000.
void append_utf8(std::string& text, unsigned character) {
  if (character < 0x80) {
    text += static_cast<char>(character);
    return;
  }
  if (character < 0x800) {
    text += static_cast<char>(0xc0 | (character >> 6));
  } else {
    text += static_cast<char>(0xe0 | (character >> 12));
    text += static_cast<char>(0x80 | ((character >> 6) & 0x3f));
  }
  text += static_cast<char>(0x80 | (character & 0x3f));
}

}  // namespace

PickledNumber parse_pickled_number(std::string_view text) {
  PickledNumber number;
  number.boolean = text == "00" || text == "01";
  if (text.ends_with('L')) text.remove_suffix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number.value);
  demand(error == std::errc() && end == text.data() + text.size(),
         "its pickle has {} in the place of a number", quoted_name(text));
  return number;
}

std::string unescape_pickled_string(std::string_view text) {
  demand(text.size() >= 2 && text.front() == text.back() && (text.front() == '\'' || text.front() == '"'),
         "a text in its pickle has no quotation marks");
  text = text.substr(1, text.size() - 2);
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes += text[i];
      continue;
    }
    demand(++i < text.size(), "a text in its pickle ends in a backslash");
    unsigned value = static_cast<unsigned char>(escaped(text[i]));
    if (text[i] == 'x' && i + 2 < text.size()) {
      const auto [end, error] = std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16);
      demand(error == std::errc() && end == text.data() + i + 3, "a text in its pickle has a broken escape");
      i += 2;
    }
    demand(value != 0 || text.substr(i - 1, 2) == "00", "a text in its pickle has an unknown escape");
    bytes += static_cast<char>(value);
  }
  return bytes;
}

std::string unescape_pickled_unicode(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned character = static_cast<unsigned char>(text[i]);
    if (text.substr(i, 2) == "\\u") {
      const std::string_view digits = text.substr(i + 2, 4);
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), character, 16);
      demand(error == std::errc() && digits.size() == 4 && end == digits.data() + 4,
             "a text in its pickle has a broken escape");
      i += 5;
    }
    append_utf8(result, character);
  }
  return result;
}

}  // namespace doodle
