#pragma once

#include <vector>

#include "doodle/maps.h"
#include "style/statistic.h"
#include "style/tiled_network.h"

namespace doodle {

/// A map, brought to a layer's positions and cut into the parts of tiles.
class RegionMaps {
 public:
  /// `map` is empty, or of the picture's size; the layer is that of a tap of `network`, at `stride` pixels a
  /// position.
  RegionMaps(Backend& backend, const SemanticMap& map, const TiledNetwork& network, int tap, int stride);

  /// The part of the layer in a tile's window, with `features` there. Its regions belong to this object.
  FeaturePart part(int tile, const Tensor<float>& features) const;

 private:
  struct Part {
    int y, x;
    std::vector<PartRegion> regions;
  };
  std::vector<Part> parts_;  ///< per tile
};

}  // namespace doodle
