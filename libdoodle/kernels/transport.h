#pragma once

#include "base/host_device.h"

/// Optimal transport in one dimension: a value goes to the target's quantile at its own rank
/// (docs/algorithm.md).
namespace doodle {

/// The first index of `sorted` whose value is not below z (strict: is above z); `count` when there is none.
/// Halves without a branch that the value decides: no processor could guess it.
DOODLE_HD inline int first_not_below(const float* sorted, int count, float z, bool strict) {
  int low = 0;
  for (int length = count; length > 0;) {
    const int half = length / 2;
    const float middle = sorted[low + half];
    const bool before = strict ? middle <= z : middle < z;
    low = before ? low + half + 1 : low;
    length = before ? length - half - 1 : half;
  }
  return low;
}

/// The rank of z among `count` sorted samples, 0..1: sample i alone at its value stands at (i + 1/2) / count,
/// equal samples share the mean of their ranks, and what lies between two samples is interpolated. The first
/// sample not below z is known to be among begin..end (`end`: or right after the last of them).
DOODLE_HD inline float rank_of(const float* sorted, int count, float z, int begin, int end) {
  const int low = begin + first_not_below(sorted + begin, end - begin, z, false);
  const auto all = static_cast<float>(count);
  if (low == count) return (all - 0.5f) / all;
  if (sorted[low] == z) {
    const int high = low + first_not_below(sorted + low, count - low, z, true);
    return 0.5f * static_cast<float>(low + high) / all;
  }
  if (low == 0) return 0.5f / all;
  const float part = (z - sorted[low - 1]) / (sorted[low] - sorted[low - 1]);
  return (static_cast<float>(low) - 0.5f + part) / all;
}

DOODLE_HD inline float rank_of(const float* sorted, int count, float z) {
  return rank_of(sorted, count, z, 0, count);
}

/// The quantile at `rank`: value j of `count` stands at (j + 1/2) / count; between them it is interpolated,
/// beyond the first and the last it is theirs.
DOODLE_HD inline float quantile_at(const float* sorted, int count, float rank) {
  const float place = rank * static_cast<float>(count) - 0.5f;
  if (!(place > 0)) return sorted[0];
  const int below = static_cast<int>(place);
  if (below >= count - 1) return sorted[count - 1];
  const float part = place - static_cast<float>(below);
  return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

}  // namespace doodle
