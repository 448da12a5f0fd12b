#pragma once

#include <bit>
#include <cstdint>

#include "base/host_device.h"

namespace doodle {

/// The fp16 value nearest to `value`, ties to even, as a float. For |value| < 65520; zero and subnormals
/// included.
DOODLE_HD inline float round_to_half(float value) {
  const float magnitude = value < 0 ? -value : value;
  // Below 2^-14 fp16 values are 2^-24 apart, which is just what floats are between 0.5 and 1.
  if (magnitude < 0x1p-14f) return value < 0 ? 0.5f - (magnitude + 0.5f) : (magnitude + 0.5f) - 0.5f;
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  return std::bit_cast<float>((bits + 0xfffu + ((bits >> 13) & 1u)) & ~0x1fffu);
}

}  // namespace doodle
