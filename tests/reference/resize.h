#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "doodle/image.h"

namespace doodle::reference {

/// The weight of a sample at distance t (in samples of the wider of the two grids) from the centre of an
/// output.
inline double kernel(Filter filter, double t) {
  const double d = std::abs(t), pi = std::acos(-1.0);
  if (filter == Filter::lanczos) {
    if (d >= 3) return 0;
    const auto sinc = [pi](double x) { return x == 0 ? 1 : std::sin(pi * x) / (pi * x); };
    return sinc(d) * sinc(d / 3);
  }
  if (d >= 2) return 0;  // the cubic through p0..p3 with central-difference tangents, as weights of distance
  return d < 1 ? 1 - 2.5 * d * d + 1.5 * d * d * d : 2 - 4 * d + 2.5 * d * d - 0.5 * d * d * d;
}

/// The weight of sample s, which may lie outside 0..in-1, in output o along an axis; not normalised.
inline double weight(Filter filter, int o, int s, int in, int out) {
  const double ratio = static_cast<double>(in) / out;
  if (filter == Filter::area)
    return std::max(0.0, std::min(s + 1.0, (o + 1) * ratio) - std::max<double>(s, o * ratio));
  return kernel(filter, (s + 0.5 - (o + 0.5) * ratio) / std::max(1.0, ratio));
}

/// Resizes `values` (height x width x channels) by summing, for every output pixel, over the whole image
/// extended by replication, in double and in two dimensions at once: slow, and nothing like the separable
/// float code.
inline std::vector<double> resize(const std::vector<double>& values, Size from, int channels, Size to,
                                  Filter filter) {
  const int reach_x = 4 + 4 * from.width / to.width, reach_y = 4 + 4 * from.height / to.height;
  std::vector<double> result;
  std::vector<double> sum(static_cast<std::size_t>(channels));
  for (int y = 0; y < to.height; ++y)
    for (int x = 0; x < to.width; ++x) {
      std::fill(sum.begin(), sum.end(), 0);
      double total = 0;
      for (int sy = -reach_y; sy < from.height + reach_y; ++sy) {
        const double wy = weight(filter, y, sy, from.height, to.height);
        if (wy == 0) continue;
        for (int sx = -reach_x; sx < from.width + reach_x; ++sx) {
          const double w = wy * weight(filter, x, sx, from.width, to.width);
          const int row = std::clamp(sy, 0, from.height - 1), column = std::clamp(sx, 0, from.width - 1);
          for (int c = 0; c < channels; ++c)
            sum[static_cast<std::size_t>(c)] +=
                w * values[(static_cast<std::size_t>(row) * from.width + column) * channels + c];
          total += w;
        }
      }
      for (double s : sum) result.push_back(s / total);
    }
  return result;
}

}  // namespace doodle::reference
