#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "backend/backend.h"

/// Slow double-precision oracles of the pixel finish; what they compute is said in backend/backend.h
/// (PixelMatchPlan).
namespace doodle::reference {

inline double squared_difference(const float* a, const float* b, int count) {
  double sum = 0;
  for (int i = 0; i < count; ++i)
    sum += (static_cast<double>(a[i]) - b[i]) * (static_cast<double>(a[i]) - b[i]);
  return sum;
}

/// Distance of the 5x5 patches around target (y, x) and style position q, plus that of their guides.
inline double pixel_distance(const PixelMatchSpec& spec, const std::vector<float>& image, int y, int x,
                             int q) {
  const int width = spec.target_region.shape().width, style_width = spec.style_region.shape().width;
  const int guides = spec.target_guide.shape().channels;
  double sum = 0;
  for (int dy = -2; dy <= 2; ++dy)
    for (int dx = -2; dx <= 2; ++dx)
      sum +=
          squared_difference(&image[static_cast<std::size_t>((y + dy) * width + x + dx) * 3],
                             spec.style.data() + static_cast<std::size_t>(q + dy * style_width + dx) * 3, 3);
  const double guide =
      squared_difference(spec.target_guide.data() + static_cast<std::size_t>((y * width + x) * guides),
                         spec.style_guide.data() + static_cast<std::size_t>(q * guides), guides);
  return sum / 75 + guide;
}

/// What vote() makes of a field.
inline std::vector<double> pixel_vote(const PixelMatchSpec& spec, const std::vector<float>& measured,
                                      const std::vector<std::int32_t>& field, double softness) {
  const int height = spec.target_region.shape().height, width = spec.target_region.shape().width;
  const int style_width = spec.style_region.shape().width;
  std::vector<double> sum(static_cast<std::size_t>(height * width) * 3),
      weights(static_cast<std::size_t>(height * width));
  for (int y = 2; y < height - 2; ++y)
    for (int x = 2; x < width - 2; ++x) {
      const int q = field[static_cast<std::size_t>(y * width + x)];
      const double weight = std::pow(pixel_distance(spec, measured, y, x, q) + softness, -2);
      for (int dy = -2; dy <= 2; ++dy)
        for (int dx = -2; dx <= 2; ++dx) {
          const auto p = static_cast<std::size_t>((y + dy) * width + x + dx);
          weights[p] += weight;
          for (std::size_t c = 0; c < 3; ++c)
            sum[p * 3 + c] +=
                weight * spec.style.data()[static_cast<std::size_t>(q + dy * style_width + dx) * 3 + c];
        }
    }
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] /= weights[i / 3];
  return sum;
}

}  // namespace doodle::reference
