#pragma once

#include <cmath>
#include <cstddef>

#include "base/host_device.h"

namespace doodle {

/// Which neighbours a position has.
struct Neighbours {
  bool above, left, below, right;
};

/// sqrt(1 + down^2 + right^2): total variation, rounded off below a level so that it has a slope everywhere.
DOODLE_HD inline float variation_length(float down, float right) {
  return std::sqrt(1 + down * down + right * right);
}

/// The term of one channel at a position, from the values `at`, `down` and `right` of it in memory; a
/// neighbour that is not there counts as equal. `slope` becomes the derivative of all terms that the value is
/// in: its own, that of the position above and that of the one on the left.
DOODLE_HD inline float total_variation_at(const float* at, std::ptrdiff_t right, std::ptrdiff_t down,
                                          Neighbours has, float& slope) {
  const float d = has.below ? at[0] - at[down] : 0, r = has.right ? at[0] - at[right] : 0;
  const float length = variation_length(d, r);
  slope = (d + r) / length;
  if (has.above) {
    const float step = at[-down] - at[0], beside = has.right ? at[-down] - at[right - down] : 0;
    slope -= step / variation_length(step, beside);
  }
  if (has.left) {
    const float step = at[-right] - at[0], beside = has.below ? at[-right] - at[down - right] : 0;
    slope -= step / variation_length(beside, step);
  }
  return length - 1;
}

}  // namespace doodle
