#pragma once

#include <algorithm>

#include "doodle/image.h"

namespace doodle {

/// The sample at place `i` of an axis: around the torus where it wraps, else the outermost beyond a side.
inline int axis_sample(int i, int length, bool wraps) {
  return wraps ? (i % length + length) % length : std::clamp(i, 0, length - 1);
}

/// The picture with `x` more columns on the left and right and `y` more rows above and below, which go on
/// where the opposite side begins. Both may be larger than the picture.
Image continued(const Image& image, int x, int y);

/// The part of `size` whose top left pixel is (left, top); it must lie inside the image.
Image cropped(const Image& image, int left, int top, Size size);

}  // namespace doodle
