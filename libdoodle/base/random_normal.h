#pragma once

#include <cmath>
#include <numbers>

#include "base/random.h"

namespace doodle {

/// A normally distributed number (Box and Muller 1958).
inline double random_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  const double u = 1.0 - random_uniform(seed, stream, 2 * index);  // in (0, 1]
  const double v = random_uniform(seed, stream, 2 * index + 1);
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
}

}  // namespace doodle
