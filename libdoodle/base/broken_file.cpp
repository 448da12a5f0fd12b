#include "base/broken_file.h"

namespace doodle {

std::string quoted_name(std::string_view name) {
  std::string text = "\"";
  for (const char c : name.substr(0, 60)) text += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return text + (name.size() > 60 ? "...\"" : "\"");
}

}  // namespace doodle
