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

/// A PixelMatchSpec's arrays on the host.
struct PixelArrays {
  Shape target, style;
  int guides;
  std::vector<float> pixels, style_guide, target_guide;
  std::vector<std::int32_t> style_region, target_region;

  PixelArrays(Backend& backend, const PixelMatchSpec& spec)
      : target(spec.target_region.shape()),
        style(spec.style_region.shape()),
        guides(spec.target_guide.shape().channels),
        pixels(backend.download(spec.style)),
        style_guide(backend.download(spec.style_guide)),
        target_guide(backend.download(spec.target_guide)),
        style_region(backend.download(spec.style_region)),
        target_region(backend.download(spec.target_region)) {}
};

/// Distance of the 5x5 patches around target (y, x) and style position q, plus that of their guides.
inline double pixel_distance(const PixelArrays& arrays, const std::vector<float>& image, int y, int x,
                             int q) {
  const int width = arrays.target.width, style_width = arrays.style.width, guides = arrays.guides;
  double sum = 0;
  for (int dy = -2; dy <= 2; ++dy)
    for (int dx = -2; dx <= 2; ++dx)
      sum += squared_difference(&image[static_cast<std::size_t>((y + dy) * width + x + dx) * 3],
                                &arrays.pixels[static_cast<std::size_t>(q + dy * style_width + dx) * 3], 3);
  const double guide =
      squared_difference(&arrays.target_guide[static_cast<std::size_t>((y * width + x) * guides)],
                         &arrays.style_guide[static_cast<std::size_t>(q * guides)], guides);
  return sum / 75 + guide;
}

/// What vote() makes of a field.
inline std::vector<double> pixel_vote(const PixelArrays& arrays, const std::vector<float>& measured,
                                      const std::vector<std::int32_t>& field, double softness) {
  const int height = arrays.target.height, width = arrays.target.width, style_width = arrays.style.width;
  std::vector<double> sum(static_cast<std::size_t>(height * width) * 3),
      weights(static_cast<std::size_t>(height * width));
  for (int y = 2; y < height - 2; ++y)
    for (int x = 2; x < width - 2; ++x) {
      const int q = field[static_cast<std::size_t>(y * width + x)];
      const double weight = std::pow(pixel_distance(arrays, measured, y, x, q) + softness, -2);
      for (int dy = -2; dy <= 2; ++dy)
        for (int dx = -2; dx <= 2; ++dx) {
          const auto p = static_cast<std::size_t>((y + dy) * width + x + dx);
          weights[p] += weight;
          for (std::size_t c = 0; c < 3; ++c)
            sum[p * 3 + c] +=
                weight * arrays.pixels[static_cast<std::size_t>(q + dy * style_width + dx) * 3 + c];
        }
    }
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] /= weights[i / 3];
  return sum;
}

/// What seams() measures to the right (step 0, 1) or down (1, 0) of every pixel.
inline std::vector<double> pixel_seams(const PixelArrays& arrays, const std::vector<float>& image,
                                       const std::vector<float>& measured,
                                       const std::vector<std::int32_t>& field, const SeamTerms& terms,
                                       int step_y, int step_x) {
  const int height = arrays.target.height, width = arrays.target.width, style_width = arrays.style.width;
  std::vector<double> expected(image.size()), weights(image.size() / 3), seams(image.size());
  const auto colour = [&](int q, std::size_t c) {
    return arrays.pixels[static_cast<std::size_t>(q) * 3 + c];
  };
  for (int y = 2; y < height - 2; ++y)
    for (int x = 2; x < width - 2; ++x) {
      const int q = field[static_cast<std::size_t>(y * width + x)];
      const double weight = std::pow(pixel_distance(arrays, measured, y, x, q) + terms.softness, -2);
      for (int dy = -2; dy + step_y <= 2; ++dy)
        for (int dx = -2; dx + step_x <= 2; ++dx) {
          const auto p = static_cast<std::size_t>((y + dy) * width + x + dx);
          const int here = q + dy * style_width + dx, next = here + step_y * style_width + step_x;
          weights[p] += weight;
          for (std::size_t c = 0; c < 3; ++c)
            expected[p * 3 + c] += weight * (colour(next, c) - colour(here, c));
        }
    }
  for (int y = 0; y + step_y < height; ++y)
    for (int x = 0; x + step_x < width; ++x) {
      const auto p = static_cast<std::size_t>(y * width + x),
                 next = static_cast<std::size_t>((y + step_y) * width + x + step_x);
      if (weights[p] == 0) continue;
      double square = 0;
      for (std::size_t c = 0; c < 3; ++c) {
        seams[p * 3 + c] = image[next * 3 + c] - image[p * 3 + c] - expected[p * 3 + c] / weights[p];
        square += std::pow(seams[p * 3 + c], 2);
      }
      const double steepness = square / (3.0 * terms.limit * terms.limit);
      const auto guides = static_cast<std::size_t>(arrays.guides);
      const double border = squared_difference(&arrays.target_guide[p * guides],
                                               &arrays.target_guide[next * guides], arrays.guides) /
                            terms.border;
      for (std::size_t c = 0; c < 3; ++c)
        seams[p * 3 + c] /= (1 + std::pow(steepness, 2)) * (1 + std::pow(border, 2));
    }
  return seams;
}

}  // namespace doodle::reference
