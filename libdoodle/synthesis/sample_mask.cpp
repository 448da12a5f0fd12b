#include "synthesis/sample_mask.h"

#include <algorithm>

namespace doodle {
namespace {

/// Of a pixel, what must be opaque for its colour to count as the style's own.
constexpr float kOpaque = 0.9f;

std::vector<float> resized_alpha(const Image& style, Size size) {
  Image plane = make_image(style.width, style.height, 1);
  plane.type = SampleType::f32;
  plane.pixels = style.alpha;
  return resize(plane, size, Filter::area).pixels;
}

}  // namespace

SampleMask::SampleMask(const Image& style, Size size) : size_(size) {
  if (style.alpha.empty()) return;
  const std::vector<float> alpha = resized_alpha(style, size);
  const std::size_t columns = static_cast<std::size_t>(size.width) + 1;
  clear_before_.assign(columns * (static_cast<std::size_t>(size.height) + 1), 0);
  auto value = alpha.begin();
  for (int y = 0; y < size.height; ++y) {
    std::int32_t row = 0;
    for (int x = 0; x < size.width; ++x) {
      row += *value++ < kOpaque ? 1 : 0;
      clear_before_[(static_cast<std::size_t>(y) + 1) * columns + x + 1] = clear_before(y, x + 1) + row;
    }
  }
}

bool SampleMask::is_free(int top, int left, int bottom, int right) const {
  if (all()) return true;
  top = std::clamp(top, 0, size_.height), bottom = std::clamp(bottom, top, size_.height);
  left = std::clamp(left, 0, size_.width), right = std::clamp(right, left, size_.width);
  return clear_before(bottom, right) - clear_before(top, right) - clear_before(bottom, left) +
             clear_before(top, left) ==
         0;
}

bool SampleMask::has_free_square(int side, int step) const {
  if (all()) return true;
  for (int y = 0; y + side <= size_.height; y += step)
    for (int x = 0; x + side <= size_.width; x += step)
      if (is_free(y, x, y + side, x + side)) return true;
  return false;
}

}  // namespace doodle
