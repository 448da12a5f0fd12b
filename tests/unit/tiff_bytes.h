#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <vector>

namespace doodle {

/// A grey, uncompressed TIFF made by hand, for what save_image() does not write: orientations, NaN, false
/// sizes.
struct TiffBytes {
  std::uint32_t width = 1, height = 1;
  std::uint16_t bits = 8;  ///< 8, or 32 for float
  std::uint16_t orientation = 1;
  std::string samples{};  ///< the pixels as they are stored, little-endian

  std::string bytes() const {
    struct Entry {
      std::uint16_t tag, type;
      std::uint32_t value;
    };  // type 3: 16 bits, 4: 32 bits
    const auto size = static_cast<std::uint32_t>(samples.size());
    const std::vector<Entry> entries{{256, 4, width},
                                     {257, 4, height},
                                     {258, 3, bits},
                                     {259, 3, 1},
                                     {262, 3, 1},
                                     {273, 4, 8},
                                     {274, 3, orientation},
                                     {277, 3, 1},
                                     {278, 4, height},
                                     {279, 4, size},
                                     {339, 3, bits == 32 ? 3u : 1u}};
    std::string out = "II*";
    out.push_back('\0');
    put(out, 8 + size, 4);
    out += samples;
    put(out, static_cast<std::uint32_t>(entries.size()), 2);
    for (const Entry& entry : entries) {
      put(out, entry.tag, 2);
      put(out, entry.type, 2);
      put(out, 1, 4);
      put(out, entry.value, 4);
    }
    put(out, 0, 4);
    return out;
  }

  static void put(std::string& out, std::uint32_t value, int bytes) {
    for (; bytes > 0; --bytes, value >>= 8) out.push_back(static_cast<char>(value & 255));
  }
  static std::string floats(const std::vector<float>& values) {
    std::string out;
    for (float value : values) put(out, std::bit_cast<std::uint32_t>(value), 4);
    return out;
  }
};

}  // namespace doodle
