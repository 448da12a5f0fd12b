#pragma once

#include <cstdint>

#include "base/host_device.h"

namespace doodle {

/// A random word that depends on its arguments alone, so that any thread can draw any number in any order.
/// The mixing step is the finaliser of splitmix64 (Steele, Lea and Flood 2014).
DOODLE_HD inline std::uint64_t mix(std::uint64_t z) {
  z += 0x9e3779b97f4a7c15ull;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}
DOODLE_HD inline std::uint64_t random_word(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  return mix(mix(mix(seed) ^ stream) ^ index);
}

/// Uniform in [0, 1), 24 bits.
DOODLE_HD inline float random_uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  return static_cast<float>(random_word(seed, stream, index) >> 40) * 0x1p-24f;
}

/// Uniform in 0..count-1 (count <= 2^32), by multiplication; the bias is below count / 2^32.
DOODLE_HD inline std::uint32_t random_below(std::uint64_t word, std::uint32_t count) {
  return static_cast<std::uint32_t>(((word >> 32) * count) >> 32);
}

}  // namespace doodle
