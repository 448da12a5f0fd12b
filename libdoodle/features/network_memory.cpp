#include "features/network_memory.h"

#include <algorithm>

#include "backend/network_shape.h"
#include "features/networks.h"

namespace doodle {
namespace {

/// Layers from the first to the deepest that is named.
std::size_t depth(const NetworkSpec& network, const std::vector<std::string>& layers) {
  for (std::size_t i = network.layers.size(); i > 0; --i) {
    const LayerSpec& layer = network.layers[i - 1];
    if (layer.kind == LayerKind::convolution &&
        std::find(layers.begin(), layers.end(), layer.name) != layers.end())
      return i;
  }
  return 0;
}

double blocked(Shape shape) {
  return static_cast<double>(shape.positions()) * ((shape.channels + 15) / 16 * 16);
}

}  // namespace

NetworkFloats network_floats(const NetworkSpec& network, const std::vector<std::string>& layers, Size size) {
  NetworkFloats floats;
  for (const std::string& layer : layers)
    floats.taps += static_cast<double>(tap_shape(network, layer, size.height, size.width).size());
  Shape shape{size.height, size.width, 3};
  double maps = floats.largest = blocked(shape);
  bool signs = true;
  for (std::size_t i = 0, end = depth(network, layers); i < end; ++i) {
    shape = layer_output(network.layers[i], shape);
    maps += blocked(shape);
    floats.largest = std::max(floats.largest, blocked(shape));
    floats.weights += static_cast<double>(network.layers[i].weights.size());
    signs &= !needs_outputs(network.layers[i].activation);
  }
  floats.kept = signs ? maps / 32 : maps;
  return floats;
}

double weight_floats(const NetworkSpec& network) {
  double floats = 0;
  for (const LayerSpec& layer : network.layers) floats += static_cast<double>(layer.weights.size());
  return floats;
}

}  // namespace doodle
