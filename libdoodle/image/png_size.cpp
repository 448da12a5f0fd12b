#include <cstdint>

#include "base/check.h"
#include "image/png_bytes.h"

namespace doodle {

Size png_size(std::string_view bytes, const std::string& name) {
  using namespace std::string_view_literals;
  constexpr std::string_view start = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv;
  require<BadInput>(bytes.size() >= start.size() + 8 && bytes.starts_with(start), "{} is no PNG", name);
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = at; i < at + 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
  };
  const std::uint32_t width = number(start.size()), height = number(start.size() + 4);
  require<BadInput>(width > 0 && height > 0, "{} has no pixels: its header says {}x{}", name, width, height);
  require<BadInput>(width <= INT32_MAX && height <= INT32_MAX, "{} is damaged: its header says {}x{}", name,
                    width, height);
  return {static_cast<int>(width), static_cast<int>(height)};
}

}  // namespace doodle
