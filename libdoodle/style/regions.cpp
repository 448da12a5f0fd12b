#include "style/regions.h"

#include "synthesis/phase_input.h"

namespace doodle {
namespace {

/// The part of channel `label` of `map` in a window.
PartRegion cut(Backend& backend, const SemanticMap& map, int label, const TiledNetwork::Window& window) {
  PartRegion region;
  std::vector<float> weights;
  const auto positions = static_cast<std::size_t>(window.height) * static_cast<std::size_t>(window.width);
  weights.reserve(positions);
  region.members.reserve(positions);
  for (int y = window.y; y < window.y + window.height; ++y)
    for (int x = window.x; x < window.x + window.width; ++x) {
      const auto position =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(map.width) + static_cast<std::size_t>(x);
      weights.push_back(
          map.values[position * static_cast<std::size_t>(map.channels) + static_cast<std::size_t>(label)]);
      region.total += static_cast<double>(weights.back());
      region.members.push_back(weights.back() >= 0.5f);
    }
  region.weights = backend.upload<float>({window.height, window.width, 1}, weights.data());
  return region;
}

}  // namespace

RegionMaps::RegionMaps(Backend& backend, const SemanticMap& map, const TiledNetwork& network, int tap,
                       int stride) {
  SemanticMap small;
  if (!map.values.empty()) {
    const Shape layer = network.shape(tap);
    small = {layer.width, layer.height, map.channels, backend.download(map_at(backend, map, layer, stride))};
  }
  for (int tile = 0; tile < network.tiles(); ++tile) {
    const auto window = network.window(tile, tap);
    Part& part = parts_.emplace_back(Part{window.y, window.x, {}});
    if (window.empty()) continue;
    for (int label = 0; label < small.channels; ++label)
      part.regions.push_back(cut(backend, small, label, window));
  }
}

FeaturePart RegionMaps::part(int tile, const Tensor<float>& features) const {
  const Part& part = parts_[static_cast<std::size_t>(tile)];
  return {features, part.y, part.x, part.regions.empty() ? nullptr : &part.regions};
}

}  // namespace doodle
