#include "backend/network_check.h"

#include <algorithm>

#include "base/expect.h"

namespace doodle {

std::size_t find_convolution(const NetworkSpec& network, const std::string& name) {
  const auto found = std::find_if(network.layers.begin(), network.layers.end(), [&](const LayerSpec& layer) {
    return layer.kind == LayerKind::convolution && layer.name == name;
  });
  expect(found != network.layers.end(), "a tap names no convolution of the network");
  return static_cast<std::size_t>(found - network.layers.begin());
}

void check_layer(const LayerSpec& layer, int inputs) {
  if (layer.kind != LayerKind::convolution) return;
  const auto size = static_cast<std::size_t>(layer.outputs) * static_cast<std::size_t>(layer.inputs) *
                    static_cast<std::size_t>(layer.kernel * layer.kernel);
  expect(layer.inputs == inputs && layer.outputs > 0,
         "a layer's inputs are not the outputs of the one before");
  expect(layer.kernel >= 1 && layer.kernel <= 3 && (layer.stride == 1 || layer.stride == 2),
         "a convolution's kernel or stride is not supported");
  expect(layer.weights.size() == size, "a convolution's weights do not fit its shape");
  expect(layer.bias.empty() || layer.bias.size() == static_cast<std::size_t>(layer.outputs),
         "a convolution's bias does not fit its shape");
}

}  // namespace doodle
