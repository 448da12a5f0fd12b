#pragma once

#include <algorithm>
#include <vector>

#include "reference/array.h"

/// Gram matrices and one-dimensional transport as docs/algorithm.md writes them.
namespace doodle::reference {

/// sum_p weight(p) f_i(p) f_j(p), channels x channels; `weights` may be empty.
inline Array gram(const Array& features, const std::vector<double>& weights) {
  const int channels = features.channels;
  Array sums(channels, channels, 1);
  for (int i = 0; i < channels; ++i)
    for (int j = 0; j < channels; ++j)
      for (int p = 0; p < features.height * features.width; ++p)
        sums.at(i, j, 0) += (weights.empty() ? 1 : weights[static_cast<std::size_t>(p)]) *
                            features.at(p / features.width, p % features.width, i) *
                            features.at(p / features.width, p % features.width, j);
  return sums;
}

/// How many of the samples are below z, those equal to it counting half; between samples, on the straight
/// line from one's rank to the next one's.
inline double rank_of(std::vector<double> samples, double z) {
  std::sort(samples.begin(), samples.end());
  const double count = static_cast<double>(samples.size());
  double below = 0, equal = 0;
  for (double s : samples) {
    below += s < z;
    equal += s == z;
  }
  if (equal > 0) return (below + equal / 2) / count;
  if (below == 0) return 0.5 / count;
  if (below == count) return (count - 0.5) / count;
  const double left = samples[static_cast<std::size_t>(below) - 1],
               right = samples[static_cast<std::size_t>(below)];
  return (below - 0.5 + (z - left) / (right - left)) / count;
}

/// The inverse of the piecewise linear function through ((j + 1/2) / n, j-th smallest), constant outside.
inline double quantile_at(std::vector<double> samples, double rank) {
  std::sort(samples.begin(), samples.end());
  const double count = static_cast<double>(samples.size());
  for (std::size_t j = 0; j + 1 < samples.size(); ++j) {
    const double from = (static_cast<double>(j) + 0.5) / count, to = (static_cast<double>(j) + 1.5) / count;
    if (rank <= from) return samples[j];
    if (rank < to) return samples[j] + (rank - from) / (to - from) * (samples[j + 1] - samples[j]);
  }
  return samples.back();
}

}  // namespace doodle::reference
