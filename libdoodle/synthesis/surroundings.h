#pragma once

#include <algorithm>
#include <vector>

#include "doodle/image.h"

namespace doodle {

/// The alpha above which a pixel is known: 1, but for the rounding of sums.
constexpr float kKnown = 0.999f;

/// The number of a pixel, row by row.
inline std::size_t pixel_at(const Image& picture, int y, int x) {
  return static_cast<std::size_t>(y) * picture.width + x;
}

/// Whether a pixel is part of a hole. Pictures without alpha have none.
inline bool is_clear(const Image& picture, std::size_t pixel) {
  return !picture.alpha.empty() && picture.alpha[pixel] <= kKnown;
}

/// Pixels of a rectangle: from (x, y) on.
struct Area {
  int y = 0, x = 0, height = 0, width = 0;
};

/// A rectangle that grows around pixels.
struct Bounds {
  int top = 1 << 30, left = 1 << 30, bottom = -1, right = -1;

  void add(int y, int x) {
    top = std::min(top, y), bottom = std::max(bottom, y);
    left = std::min(left, x), right = std::max(right, x);
  }
  void add(const Bounds& other) {
    add(other.top, other.left);
    add(other.bottom, other.right);
  }
  int longer() const { return std::max(bottom - top, right - left) + 1; }
  Area widened(int by, Size within) const {
    const int y = std::max(0, top - by), x = std::max(0, left - by);
    return {y, x, std::min(within.height, bottom + 1 + by) - y, std::min(within.width, right + 1 + by) - x};
  }
};

/// Around the picture's holes (alpha up to kKnown), of which there is one at least: two thirds of what they
/// measure to each side, 64 pixels at least, within the picture. What a hole is filled with is looked for
/// there.
Area surroundings(const Image& picture);

/// The same of holes that are far apart: those whose surroundings overlap are one, and no two of the result
/// do. The largest first, of equal ones the upper.
std::vector<Area> separate_surroundings(const Image& picture);

}  // namespace doodle
