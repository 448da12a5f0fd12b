#pragma once

#include "base/host_device.h"

/// Optimal transport in one dimension: a value goes to the target's quantile at its own rank
/// (docs/algorithm.md).
namespace doodle {

/// The first index of `sorted` whose value is not below z (strict: is above z); `count` when there is none.
DOODLE_HD inline int first_not_below(const float* sorted, int count, float z, bool strict) {
  int low = 0, high = count;
  while (low < high) {
    const int middle = (low + high) / 2;
    const bool before = strict ? sorted[middle] <= z : sorted[middle] < z;
    if (before)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/// The rank of z among `count` sorted samples, 0..1: sample i alone at its value stands at (i + 1/2) / count,
/// equal samples share the mean of their ranks, and what lies between two samples is interpolated.
DOODLE_HD inline float rank_of(const float* sorted, int count, float z) {
  const int low = first_not_below(sorted, count, z, false);
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
