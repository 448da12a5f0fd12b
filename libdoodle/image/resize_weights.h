#pragma once

#include <vector>

#include "doodle/image.h"

namespace doodle {

/// Which input samples make one output sample along an axis: `weights` of the inputs first, first+1, ...;
/// they sum to 1.
struct Taps {
  int first = 0;
  std::vector<float> weights;
};

/// One Taps for each of the `out` samples of an axis that had `in` samples. Sample i covers [i, i+1), so
/// output i is centred at (i + 1/2) * in / out. Weights that would fall outside go to the nearest sample
/// inside.
std::vector<Taps> axis_taps(int in, int out, Filter filter);

/// The sample that output `i` takes with Filter::nearest: the one under its centre.
int nearest_sample(int i, int in, int out);

}  // namespace doodle
