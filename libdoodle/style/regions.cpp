#include "style/regions.h"

#include "synthesis/phase_input.h"

namespace doodle {

RegionMaps::RegionMaps(Backend& backend, const SemanticMap& map, Shape layer, int stride)
    : backend_(backend) {
  if (map.values.empty()) return;
  map_ = {layer.width, layer.height, map.channels, backend.download(map_at(backend, map, layer, stride))};
}

FeaturePart RegionMaps::part(const TiledNetwork::Window& window, const Tensor<float>& features) const {
  FeaturePart part{features, window.y, window.x, {}, {}};
  for (int label = 0; label < map_.channels; ++label) {
    std::vector<float> weights;
    double total = 0;
    for (int y = window.y; y < window.y + window.height; ++y)
      for (int x = window.x; x < window.x + window.width; ++x) {
        const auto position =
            static_cast<std::size_t>(y) * static_cast<std::size_t>(map_.width) + static_cast<std::size_t>(x);
        weights.push_back(map_.values[position * static_cast<std::size_t>(map_.channels) +
                                      static_cast<std::size_t>(label)]);
        total += static_cast<double>(weights.back());
      }
    part.regions.push_back(backend_.upload<float>({window.height, window.width, 1}, weights.data()));
    part.totals.push_back(total);
  }
  return part;
}

}  // namespace doodle
