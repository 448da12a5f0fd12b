#include "synthesis/neural_layer.h"

#include <algorithm>

#include "features/networks.h"
#include "loss/energy.h"
#include "synthesis/phases.h"

namespace doodle {
namespace {

bool has_patch(const NetworkSpec& network, const std::string& layer, Size size, Wrap wrap = {}) {
  const Shape shape = tap_shape(network, layer, size.height, size.width);
  return shape.height >= (wrap.y ? 1 : 3) && shape.width >= (wrap.x ? 1 : 3);
}

/// Copies of the taps of every style: result[layer][style].
std::vector<std::vector<Tensor<float>>> style_features(Backend& backend, const Problem& problem,
                                                       const PhaseInput& input,
                                                       const std::vector<std::string>& layers) {
  std::vector<std::vector<Tensor<float>>> features(layers.size());
  for (const Tensor<float>& style : input.styles) {
    const NetworkPlanSpec spec{style.shape().height, style.shape().width, layers, false};
    const auto plan = backend.prepare_network(*problem.network, spec);
    plan->forward(style);
    for (std::size_t l = 0; l < layers.size(); ++l) {
      const Tensor<float>& tap = plan->tap(static_cast<int>(l));
      Tensor<float> copy = backend.allocate<float>(tap.shape());
      backend.copy_bytes(tap.data(), copy.data(), tap.size() * sizeof(float));
      features[l].push_back(std::move(copy));
    }
  }
  return features;
}

MatchPlanSpec match_spec(Backend& backend, const Problem& problem, const PhaseInput& input,
                         const NeuralLayer& layer) {
  MatchPlanSpec spec;
  const Torus torus(backend, problem.options.tile);
  const Shape features = tap_shape(*problem.network, layer.name, input.size.height, input.size.width);
  spec.current = torus.widened(features, layer.margin, layer.margin);
  spec.current_map =
      torus.widened(map_at(backend, input.target_map, features, layer.stride), layer.margin, layer.margin);
  spec.styles = layer.styles;
  for (std::size_t i = 0; i < input.style_maps.size(); ++i)
    spec.style_maps.push_back(map_at(backend, input.style_maps[i], layer.styles[i].shape(), layer.stride));
  spec.semantic_weight = static_cast<float>(problem.options.match.semantic_weight);
  spec.filter = true;
  return spec;
}

double mean_style_energy(Backend& backend, const std::vector<Tensor<float>>& styles) {
  double sum = 0, values = 0;
  for (const Tensor<float>& style : styles) {
    sum += mean_energy(backend, style) * static_cast<double>(style.size());
    values += static_cast<double>(style.size());
  }
  return sum / values;
}

}  // namespace

std::vector<NeuralLayer> prepare_layers(Backend& backend, const Problem& problem, const PhaseInput& input,
                                        const std::vector<std::string>& layers, int margin) {
  auto features = style_features(backend, problem, input, layers);
  std::vector<NeuralLayer> result(layers.size());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    NeuralLayer& layer = result[l];
    layer.name = layers[l];
    layer.tap = static_cast<int>(l);
    layer.stride = tap_stride(*problem.network, layer.name);
    layer.styles = std::move(features[l]);
    layer.margin = margin;
    const MatchPlanSpec spec = match_spec(backend, problem, input, layer);
    layer.match = backend.prepare_match(spec);
    const Shape patches{spec.current.height - 2, spec.current.width - 2, 1};
    layer.matches = {backend.allocate<std::int32_t>(patches), backend.allocate<float>(patches)};
    if (problem.options.tile.any()) layer.features = backend.allocate<float>(spec.current);
    layer.energy = energy_scale(layer.name, mean_style_energy(backend, layer.styles));
  }
  return result;
}

void match_layer(const Torus& torus, const NetworkPlan& network, float variety, NeuralLayer& layer) {
  torus.widen(network.tap(layer.tap), layer.margin, layer.margin, layer.features);
  layer.match->run(layer.features, variety, layer.matches);
}

std::vector<std::string> layers_that_fit(const Problem& problem, int phase, Size image,
                                         const std::vector<std::string>& layers) {
  const std::vector<Size> styles = style_sizes(problem, phase);
  std::vector<std::string> fitting;
  for (const std::string& layer : layers) {
    const auto fits = [&](Size size) { return has_patch(*problem.network, layer, size); };
    if (has_patch(*problem.network, layer, image, problem.options.tile) &&
        std::all_of(styles.begin(), styles.end(), fits))
      fitting.push_back(layer);
  }
  return fitting;
}

}  // namespace doodle
