#pragma once

#include <cstdint>
#include <vector>

#include "doodle/image.h"

namespace doodle {

/// Which pixels of a style, at the scale of a phase, patches may be taken from.
class SampleMask {
 public:
  /// All of them.
  SampleMask() = default;
  /// Those of an image of `size` that `style` covers with opaque pixels to nine tenths or more.
  SampleMask(const Image& style, Size size);

  bool all() const { return clear_before_.empty(); }
  /// Whether no clear pixel lies in the rows [top, bottom) and columns [left, right), as far as they are
  /// inside.
  bool is_free(int top, int left, int bottom, int right) const;
  /// Whether a square of `side` pixels whose corner lies at multiples of `step` is free.
  bool has_free_square(int side, int step) const;

 private:
  std::int32_t clear_before(int y, int x) const {
    return clear_before_[static_cast<std::size_t>(y) * (size_.width + 1) + x];
  }

  Size size_;
  std::vector<std::int32_t> clear_before_;  // clear pixels in the rows above y and columns before x
};

}  // namespace doodle
