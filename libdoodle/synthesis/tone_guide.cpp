#include "synthesis/tone_guide.h"

#include <algorithm>
#include <vector>

#include "image/grey.h"

namespace doodle {
namespace {

constexpr int kLevels = 1024;

/// Luma as 0..kLevels-1.
int level(const float* rgb) {
  return std::clamp(static_cast<int>(luma(rgb) * (kLevels / 256.0f)), 0, kLevels - 1);
}

}  // namespace

SemanticMap tone_guide(const Image& image) {
  const std::size_t count = image.pixels.size() / 3;
  std::vector<double> darker(kLevels + 1, 0.0);  // pixels that can be seen, below each level
  for (std::size_t p = 0; p < count; ++p)
    if (image.alpha.empty() || image.alpha[p] > 0)
      darker[static_cast<std::size_t>(level(&image.pixels[3 * p])) + 1] += 1;
  for (int l = 0; l < kLevels; ++l)
    darker[static_cast<std::size_t>(l) + 1] += darker[static_cast<std::size_t>(l)];
  const double seen = darker.back();
  SemanticMap guide{image.width, image.height, 2, {}};
  guide.values.reserve(2 * count);
  for (std::size_t p = 0; p < count; ++p) {
    const auto l = static_cast<std::size_t>(level(&image.pixels[3 * p]));
    const auto v = static_cast<float>((darker[l] + darker[l + 1]) / (2 * seen));
    guide.values.push_back(v);
    guide.values.push_back(1 - v);
  }
  return guide;
}

}  // namespace doodle
