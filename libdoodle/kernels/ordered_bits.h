#pragma once

#include <bit>
#include <cstdint>

#include "base/host_device.h"

namespace doodle {

/// Bits of a float as a number that is in order where floats (no NaN) are, with -0 before 0; and back. No
/// float has 0.
DOODLE_HD inline std::uint32_t ordered_bits(float value) {
#if defined(__CUDA_ARCH__)
  const std::uint32_t bits = __float_as_uint(value);
#else
  const auto bits = std::bit_cast<std::uint32_t>(value);
#endif
  return (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
}

DOODLE_HD inline float from_ordered_bits(std::uint32_t ordered) {
  const std::uint32_t bits = (ordered & 0x80000000u) != 0 ? ordered & 0x7fffffffu : ~ordered;
#if defined(__CUDA_ARCH__)
  return __uint_as_float(bits);
#else
  return std::bit_cast<float>(bits);
#endif
}

}  // namespace doodle
