#include "features/networks.h"

#include <algorithm>

#include "backend/network_shape.h"
#include "base/check.h"
#include "features/random_network.h"
#include "features/vgg_network.h"

namespace doodle {
namespace {

/// Calls visit(layer) for every layer up to the one asked for.
template <class Visit>
void walk(const NetworkSpec& network, const std::string& name, const Visit& visit) {
  require<UsageError>(has_layer(network, name), "the network {} has no layer {}; its layers are {}",
                      network.name, name, fmt::join(layer_names(network), ", "));
  for (const LayerSpec& layer : network.layers) {
    visit(layer);
    if (layer.kind == LayerKind::convolution && layer.name == name) return;
  }
}

}  // namespace

NetworkSpec load_network(const NetworkOptions& options) {
  NetworkOptions chosen = options;
  if (chosen.model.empty()) chosen.model = kDefaultModel;
  return load_network(chosen, chosen.model == "random" ? ModelSource{} : find_model_source(chosen.model));
}

NetworkSpec load_network(const NetworkOptions& options, const ModelSource& source) {
  if (options.model == "random") return make_random_network(options);
  return source.path.empty() ? read_vgg_bytes(source.bytes, options) : load_vgg_network(source.path, options);
}

void check_model(const NetworkOptions& options) {
  load_network(options);
}

std::vector<std::string> layer_names(const NetworkSpec& network) {
  std::vector<std::string> names;
  for (const LayerSpec& layer : network.layers)
    if (layer.kind == LayerKind::convolution) names.push_back(layer.name);
  return names;
}

bool has_layer(const NetworkSpec& network, const std::string& layer) {
  const std::vector<std::string> names = layer_names(network);
  return std::find(names.begin(), names.end(), layer) != names.end();
}

Shape tap_shape(const NetworkSpec& network, const std::string& name, int height, int width) {
  Shape shape{height, width, 3};
  walk(network, name, [&](const LayerSpec& layer) { shape = layer_output(layer, shape); });
  if (shape.positions() == 0) shape.height = shape.width = 0;
  return shape;
}

int tap_stride(const NetworkSpec& network, const std::string& name) {
  int stride = 1;
  walk(network, name, [&](const LayerSpec& layer) { stride *= layer_stride(layer); });
  return stride;
}

}  // namespace doodle
