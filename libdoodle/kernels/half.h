#pragma once

#include <bit>
#include <cstdint>

#include "base/host_device.h"

namespace doodle {

/// The fp16 value nearest to `value`, ties to even, as a float; +0 for -0. For |value| < 65520, subnormals
/// included.
DOODLE_HD inline float round_to_half(float value) {
  // In [2^e, 2^(e+1)) fp16 values are 2^(e-10) apart (from e = -14 down no closer), and so are floats around
  // 1.5 * 2^(e+13): adding that number rounds, and taking it away again is exact.
  const std::uint32_t exponent = (std::bit_cast<std::uint32_t>(value) >> 23) & 0xffu;
  const std::uint32_t least = 127 - 14;
  const float shift = std::bit_cast<float>((((exponent > least ? exponent : least) + 13) << 23) | 0x400000u);
  return (value + shift) - shift;
}

}  // namespace doodle
