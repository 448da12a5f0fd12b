#pragma once

#include "backend/network_shape.h"
#include "device.h"

// Where a convolution's products gather their rows from.
namespace doodle::cuda {

/// A position of a map.
struct Place {
  int y, x;
};

/// Of an output position: the input position under a tap; -1: a zero.
struct ForwardSource {
  static constexpr bool in_pairs = false;
  int height, width, out_width, kernel, stride, margin;
  AxisPadding padding;
  DOODLE_DEVICE Place place(int position) const {
    return {position / out_width * stride - margin, position % out_width * stride - margin};
  }
  DOODLE_DEVICE int operator()(Place place, int tap_y, int tap_x) const {
    const int y = padded_source(padding.y, place.y + tap_y, height);
    const int x = padded_source(padding.x, place.x + tap_x, width);
    return y < 0 || x < 0 ? -1 : y * width + x;
  }
};

/// Of a position of the input: the output position that read it through a tap. The first position is so many
/// rows and columns behind that of the input with its margin.
struct BackwardSource {
  static constexpr bool in_pairs = false;
  int out_height, out_width, width, kernel, stride, first;
  DOODLE_DEVICE Place place(int position) const {
    return {position / width + first, position % width + first};
  }
  DOODLE_DEVICE int operator()(Place place, int tap_y, int tap_x) const {
    const int y = place.y - tap_y, x = place.x - tap_x;
    if (y < 0 || x < 0 || y % stride != 0 || x % stride != 0) return -1;
    if (y / stride >= out_height || x / stride >= out_width) return -1;
    return y / stride * out_width + x / stride;
  }
};

/// Both of the above where the stride is 1 and what lies beyond the map is zeros: the way back goes from tap
/// to tap in the other direction. Outputs come in pairs, and their activation is no curve.
struct DirectSource {
  static constexpr bool in_pairs = true;
  int height, width, out_width, kernel, direction, first;
  DOODLE_DEVICE Place place(int position) const {
    return {position / out_width + first, position % out_width + first};
  }
  DOODLE_DEVICE int operator()(Place place, int tap_y, int tap_x) const {
    const int y = place.y + direction * tap_y, x = place.x + direction * tap_x;
    const bool inside = static_cast<unsigned>(y) < static_cast<unsigned>(height) &&
                        static_cast<unsigned>(x) < static_cast<unsigned>(width);
    return inside ? y * width + x : -1;
  }
};

inline bool is_direct(const ForwardSource& source) {
  return source.stride == 1 && source.padding.x == Padding::zero && source.padding.y == Padding::zero;
}
inline bool is_direct(const BackwardSource& source) {
  return source.stride == 1;
}
inline DirectSource as_direct(const ForwardSource& source) {
  return {source.height, source.width, source.out_width, source.kernel, 1, -source.margin};
}
inline DirectSource as_direct(const BackwardSource& source) {
  return {source.out_height, source.out_width, source.width, source.kernel, -1, source.first};
}

}  // namespace doodle::cuda
