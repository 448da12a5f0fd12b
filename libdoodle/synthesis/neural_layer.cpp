#include "synthesis/neural_layer.h"

#include <algorithm>

#include "features/networks.h"
#include "loss/energy.h"
#include "synthesis/match_search.h"
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
    const NetworkPlanSpec spec{style.shape().height, style.shape().width, layers, false, {}, true};
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
  spec.windowed = is_windowed(problem.options.match, spec);
  spec.seed = problem.options.seed.random_seed;
  return spec;
}

/// A bias that keeps every patch whose pixels touch a clear one from being chosen; empty where all may be.
std::vector<float> sample_bias(const PhaseInput& input, const NeuralLayer& layer, double semantic_weight) {
  if (std::all_of(input.style_masks.begin(), input.style_masks.end(),
                  [](const SampleMask& mask) { return mask.all(); }))
    return {};
  const auto never = static_cast<float>(1000 * (1 + semantic_weight));  // scores are at most 1 + the weight
  const int side = 3 * layer.stride;
  std::vector<float> bias;
  for (std::size_t i = 0; i < layer.styles.size(); ++i) {
    const Shape shape = layer.styles[i].shape();
    for (int y = 0; y < (shape.height - 2) * layer.stride; y += layer.stride)
      for (int x = 0; x < (shape.width - 2) * layer.stride; x += layer.stride)
        bias.push_back(input.style_masks[i].is_free(y, x, y + side, x + side) ? 0 : never);
  }
  return bias;
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
    layer.spec = match_spec(backend, problem, input, layer);
    layer.match = backend.prepare_match(layer.spec);
    const std::vector<float> bias = sample_bias(input, layer, problem.options.match.semantic_weight);
    if (!bias.empty()) {
      layer.bias = backend.upload<float>({1, static_cast<int>(bias.size()), 1}, bias.data());
      layer.match->set_bias(layer.bias);
    }
    const Shape current = layer.spec.current, patches{current.height - 2, current.width - 2, 1};
    layer.matches = {backend.allocate<std::int32_t>(patches), backend.allocate<float>(patches)};
    if (problem.options.tile.any()) layer.features = backend.allocate<float>(current);
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
        std::all_of(styles.begin(), styles.end(), fits) &&
        has_free_square(problem, phase, 3 * tap_stride(*problem.network, layer),
                        tap_stride(*problem.network, layer)))
      fitting.push_back(layer);
  }
  return fitting;
}

}  // namespace doodle
