#pragma once

#include <functional>
#include <memory>

#include "backend/backend.h"

namespace doodle {

/// Makes a plan for an image or a part of one.
using NetworkPlanMaker = std::function<std::unique_ptr<NetworkPlan>(const NetworkPlanSpec& spec)>;

/// Sizes of tiles (x and y: at most the image's) that hold less and less of what `spec` asks for, down to the
/// smallest that a tile can have. Along an axis that wraps, a tile is as long as the image.
std::vector<Size> tile_sizes(const NetworkSpec& network, const NetworkPlanSpec& spec);

/// A plan for what `spec` asks for that runs another, for a tile of that size (of tile_sizes()), over the
/// image tile by tile; what it gives is that of the whole image, up to rounding. It holds the taps and their
/// gradients of the whole image and all else of one tile, and takes about twice as long, since backward()
/// runs forward once more.
std::unique_ptr<NetworkPlan> make_tiled_plan(Backend& backend, const NetworkSpec& network,
                                             const NetworkPlanSpec& spec, Size tile,
                                             const NetworkPlanMaker& make);

}  // namespace doodle
