#pragma once

#include <vector>

#include "doodle/maps.h"
#include "style/statistic.h"
#include "style/tiled_network.h"

namespace doodle {

/// Cuts a map, brought to a layer's positions, into the parts of tiles: one array per label.
class RegionMaps {
 public:
  /// `map` is empty, or of the picture's size; `layer` is the shape of the whole layer, at `stride` pixels a
  /// position.
  RegionMaps(Backend& backend, const SemanticMap& map, Shape layer, int stride);

  /// The part of the layer in a window, with `features` there.
  FeaturePart part(const TiledNetwork::Window& window, const Tensor<float>& features) const;

 private:
  Backend& backend_;
  SemanticMap map_;  ///< at the layer's positions
};

}  // namespace doodle
