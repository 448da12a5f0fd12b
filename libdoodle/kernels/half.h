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

/// The float that the bits of an fp16 number stand for, subnormals and infinities included.
DOODLE_HD inline float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16;
  const std::uint32_t exponent = (half >> 10) & 0x1fu;
  const std::uint32_t fraction = half & 0x3ffu;
  if (exponent == 0) {  // zero and subnormals: fraction * 2^-24
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t widened = exponent == 31 ? 255 : exponent - 15 + 127;
  return std::bit_cast<float>(sign | (widened << 23) | (fraction << 13));
}

/// The bits of the fp16 number nearest to `value`, ties to even; +0 for -0. For |value| < 65520.
DOODLE_HD inline std::uint16_t float_to_half(float value) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(round_to_half(value));
  const std::uint32_t sign = (bits >> 16) & 0x8000u;
  const std::uint32_t exponent = (bits >> 23) & 0xffu;
  if (exponent < 127 - 14) {  // a multiple of 2^-24 below 2^-14
    const float magnitude = std::bit_cast<float>(bits & 0x7fffffffu);
    return static_cast<std::uint16_t>(sign | static_cast<std::uint32_t>(magnitude * 0x1p24f));
  }
  return static_cast<std::uint16_t>(sign | ((exponent - (127 - 15)) << 10) | ((bits >> 13) & 0x3ffu));
}

}  // namespace doodle
