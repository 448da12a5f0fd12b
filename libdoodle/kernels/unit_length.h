#pragma once

#include <cmath>

#include "base/host_device.h"

namespace doodle {

/// 1 / the root of a sum of squares; 0 for zero.
DOODLE_HD inline double inverse_root(double squared) {
  return squared > 0 ? 1 / std::sqrt(squared) : 0;
}

/// 1 / the length of a position's channels; 0 for zeros. The squares are summed in double, in eight
/// interleaved partial sums, so that every device gets the same number.
DOODLE_HD inline double inverse_length(const float* values, int channels) {
  double part[8] = {};
  int c = 0;
  for (; c + 8 <= channels; c += 8) {
    for (int j = 0; j < 8; ++j) {
      const double value = static_cast<double>(values[c + j]);
      part[j] += value * value;
    }
  }
  for (; c < channels; ++c) part[0] += static_cast<double>(values[c]) * static_cast<double>(values[c]);
  return inverse_root(((part[0] + part[1]) + (part[2] + part[3])) +
                      ((part[4] + part[5]) + (part[6] + part[7])));
}

}  // namespace doodle
