#pragma once

#include <cmath>

#include "base/host_device.h"

namespace doodle {

/// (down^2 + right^2)^1.25: the smoothness of one channel at one position, from its differences to the next
/// position downwards and to the right (the position's own value minus the neighbour's).
DOODLE_HD inline float smoothness_term(float down, float right) {
  const float square = down * down + right * right;
  return square * std::sqrt(std::sqrt(square));
}

/// What the two differences are multiplied with to give the derivatives of the term: 2.5 (down^2 +
/// right^2)^0.25.
DOODLE_HD inline float smoothness_slope(float down, float right) {
  return 2.5f * std::sqrt(std::sqrt(down * down + right * right));
}

}  // namespace doodle
