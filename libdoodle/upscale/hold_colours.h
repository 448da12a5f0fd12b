#pragma once

#include "doodle/image.h"

namespace doodle {

/// What hold_colours() holds.
struct ColourHold {
  double strength = 1;  ///< 0..1: of the way from the painted colours to the source's
  /// Keep near the colours between each source pixel's and its neighbours', a quarter of their distance and
  /// four levels beyond, at most 16 levels: little overshoots, and no hue that is not there.
  bool local = false;
  Wrap wrap{};
};

/// `painted` with a smooth change of colour after which the mean over the area of each source pixel is that
/// pixel's colour, as near as 0..255 (and the local range) allow. Where `painted` has alpha, the means are
/// those of what can be seen. Both are RGB, and `painted` at least as large as `source`.
Image hold_colours(Image painted, const Image& source, const ColourHold& hold);

/// `image` with every colour replaced by the nearest that `source` shows.
Image snap_to_palette(Image image, const Image& source);

}  // namespace doodle
