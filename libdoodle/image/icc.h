#pragma once

#include <cstddef>
#include <cstring>
#include <span>

namespace doodle {

/// True when the profile is whole and describes images of this many colour channels. The header
/// (ICC.1:2010, 7.2) starts with the profile's size and has the colour space at byte 16 and "acsp" at
/// byte 36.
inline bool profile_fits(std::span<const std::byte> icc, int channels) {
  if (icc.size() < 132) return false;
  std::size_t size = 0;
  for (int i = 0; i < 4; ++i)
    size = size << 8 | std::to_integer<std::size_t>(icc[static_cast<std::size_t>(i)]);
  return size == icc.size() && std::memcmp(icc.data() + 36, "acsp", 4) == 0 &&
         std::memcmp(icc.data() + 16, channels == 1 ? "GRAY" : "RGB ", 4) == 0;
}

}  // namespace doodle
