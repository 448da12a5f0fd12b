#include <array>
#include <limits>

#include "base/check.h"
#include "base/parallel.h"
#include "doodle/measure.h"
#include "image/check_image.h"
#include "measure/patches.h"

namespace doodle {
namespace {

constexpr int kLeastSide = 4 * kPatchSide;

void check(const std::string& what, const Image& image) {
  require_consistent(image, what);
  require_finite(image, what);
  require<BadInput>(image.width >= kLeastSide && image.height >= kLeastSide,
                    "{} is {}x{}; to be measured it must have {} pixels on each side", what, image.width,
                    image.height, kLeastSide);
}

/// Mean squared difference of the grey (mean of the colours) to its right and lower neighbours.
double gradient_energy(const Image& image) {
  const auto grey = [&](int y, int x) {
    const float* const pixel = image.at(y, x);
    return (pixel[0] + pixel[1] + pixel[2]) / 3;
  };
  const double sum = parallel_sum(image.height - 1, 16, [&](std::int64_t begin, std::int64_t end) {
    double energy = 0;
    for (int y = static_cast<int>(begin); y < end; ++y) {
      for (int x = 0; x + 1 < image.width; ++x) {
        const double right = grey(y, x + 1) - grey(y, x), below = grey(y + 1, x) - grey(y, x);
        energy += right * right + below * below;
      }
    }
    return energy;
  });
  return sum / (static_cast<double>(image.height - 1) * (image.width - 1));
}

double energy_ratio(const Image& picture, const Image& style) {
  const double ours = gradient_energy(picture), theirs = gradient_energy(style);
  if (theirs > 0) return ours / theirs;
  return ours > 0 ? std::numeric_limits<double>::infinity() : 1;
}

Image halved(const Image& image) {
  return resize(image, {image.width / 2, image.height / 2}, Filter::area);
}

Image opaque_rgb(const Image& image) {
  Image rgb = to_rgb(image);
  rgb.alpha.clear();
  return rgb;
}

}  // namespace

Likeness measure_likeness(const Image& picture, const Image& style, std::uint64_t seed) {
  check("the picture", picture);
  check("the style", style);
  constexpr double kHundredths = 100.0 / 255;
  Image ours = opaque_rgb(picture), theirs = opaque_rgb(style);
  Likeness likeness;
  likeness.sharpness = energy_ratio(ours, theirs);
  for (int scale = 0; scale < 3; ++scale) {
    likeness.patches += patch_distance(ours, theirs, seed) / 3 * kHundredths;
    if (scale == 1) likeness.coherence = nearest_patch_distance(ours, theirs, seed) * kHundredths;
    if (scale < 2) {
      ours = halved(ours);
      theirs = halved(theirs);
    }
  }
  return likeness;
}

}  // namespace doodle
