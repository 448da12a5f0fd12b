#pragma once

#include <functional>

#include "doodle/image.h"
#include "upscale/regions.h"

namespace doodle {

/// What stays near the colours between each source pixel's and its neighbours' of the same region, or up to a
/// quarter of their distance, at most 16 levels, beyond: so little overshoots, and no hue appears that is not
/// there.
enum class NearNeighbours {
  colours,  ///< whole colours
  hues,     ///< hues; a pixel may be lighter or darker
};

/// What hold_colours() holds.
struct ColourHold {
  double strength = 1;  ///< 0..1: of the way from the painted colours to the source's
  NearNeighbours near = NearNeighbours::colours;
  Wrap wrap{};
  const Regions* regions = nullptr;  ///< of the art; its owner keeps it
  std::function<bool()> go_on{};     ///< asked before each round; false leaves the picture as it is then
};

/// `painted` with a smooth change of colour after which the mean over the area of each source pixel is that
/// pixel's colour, as near as 0..255 and what is near its neighbours allow. Where `painted` has alpha, the
/// means are those of what can be seen. Both are RGB, and `painted` at least as large as `source`.
Image hold_colours(Image painted, const Image& source, const ColourHold& hold);

}  // namespace doodle
