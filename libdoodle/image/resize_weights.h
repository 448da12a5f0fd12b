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

/// The same for an axis that goes on where it began: samples below 0 and from `in` on are those of the other
/// end. For bicubic and lanczos; the other filters never look beyond a side.
std::vector<Taps> circle_taps(int in, int out, Filter filter);

/// Samples to add at both ends of an axis so that no filter sees the ends, and that become whole samples of
/// the result.
int circle_margin(int in, int out);

/// The sample that output `i` takes with Filter::nearest: the one under its centre.
int nearest_sample(int i, int in, int out);

}  // namespace doodle
