#include "style/style_targets.h"

#include <algorithm>

#include "features/networks.h"
#include "image/pyramid.h"
#include "image/semantic_map.h"
#include "loss/energy.h"
#include "style/regions.h"
#include "style/tiled_network.h"
#include "synthesis/phase_input.h"

namespace doodle {
namespace {

/// Summaries of one layer: summaries[style][region].
using Summaries = std::vector<std::vector<Tensor<float>>>;

void gather_style(Backend& backend, const StyleProblem& problem, std::size_t style, Size size, int side,
                  std::vector<StyleLayer>& layers) {
  std::vector<TapSpec> taps;
  for (const StyleLayer& layer : layers) taps.push_back({layer.name});
  TiledNetwork network(backend, *problem.network, size, taps, side, false);
  const Tensor<float> image = upload_image(backend, scale_to(problem.styles[style], size));
  std::vector<RegionMaps> maps;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const SemanticMap map =
        problem.has_maps() ? resize_map(problem.maps.styles[style], size.width, size.height) : SemanticMap{};
    maps.emplace_back(backend, map, network, static_cast<int>(l),
                      tap_stride(*problem.network, layers[l].name));
    layers[l].statistic->begin(network.shape(static_cast<int>(l)));
  }
  for (int tile = 0; tile < network.tiles(); ++tile) {
    network.forward(tile, image);
    for (std::size_t l = 0; l < layers.size(); ++l) {
      const Tensor<float> features = network.features(static_cast<int>(l));
      if (!features.empty()) layers[l].statistic->gather(maps[l].part(tile, features));
    }
  }
}

/// The targets of one layer: per region the blend of the styles that have it.
std::vector<Tensor<float>> blend_targets(const StyleProblem& problem, StyleStatistic& statistic,
                                         const Summaries& summaries) {
  std::vector<Tensor<float>> targets;
  for (std::size_t r = 0; r < summaries.front().size(); ++r) {
    std::vector<Tensor<float>> found;
    std::vector<double> weights;
    double sum = 0;
    for (std::size_t s = 0; s < summaries.size(); ++s) {
      if (summaries[s][r].empty()) continue;
      found.push_back(summaries[s][r]);
      weights.push_back(problem.weights[s]);
      sum += weights.back();
    }
    for (double& weight : weights) weight /= sum;
    targets.push_back(found.empty() ? Tensor<float>{} : statistic.blend(found, weights));
  }
  return targets;
}

/// What Gatys' formula, |G - A|^2 / (4 C^2), gives a layer whose relative difference is 1, on VGG-19's scale.
/// The first target stands for all.
double gatys_weight(Backend& backend, const std::string& layer, const std::vector<Tensor<float>>& targets) {
  for (const Tensor<float>& target : targets) {
    if (target.empty()) continue;
    const std::vector<float> gram = backend.download(target);
    double trace = 0, squares = 0;
    const auto channels = static_cast<std::size_t>(target.shape().height);
    for (std::size_t c = 0; c < channels; ++c) trace += static_cast<double>(gram[c * channels + c]);
    for (float value : gram) squares += static_cast<double>(value) * static_cast<double>(value);
    const double scale = energy_scale(layer, trace / static_cast<double>(channels));
    return scale * scale * squares / (4.0 * static_cast<double>(channels * channels));
  }
  return 0;
}

}  // namespace

std::vector<std::string> layers_with(const NetworkSpec& network, const std::vector<std::string>& layers,
                                     Size size, int least) {
  std::vector<std::string> fitting;
  for (const std::string& layer : layers) {
    const Shape shape = tap_shape(network, layer, size.height, size.width);
    if (std::min(shape.height, shape.width) >= least) fitting.push_back(layer);
  }
  return fitting;
}

std::vector<StyleLayer> make_style_layers(Backend& backend, const StyleProblem& problem, Size phase,
                                          int side) {
  const StyleLossOptions& options = problem.options.loss;
  std::vector<std::string> names = layers_with(*problem.network, options.style_layers, phase, 1);
  for (std::size_t s = 0; s < problem.styles.size(); ++s)
    names = layers_with(*problem.network, names, style_size(problem, s, phase), 1);
  std::vector<StyleLayer> layers;
  for (const std::string& name : names) {
    const int channels = tap_shape(*problem.network, name, phase.height, phase.width).channels;
    layers.push_back({name, options.kind == "gram"
                                ? make_gram_statistic(backend, channels, problem.labels())
                                : make_wasserstein_statistic(backend, channels, problem.labels(),
                                                             problem.options.seed.random_seed)});
  }
  if (layers.empty()) return layers;
  std::vector<Summaries> summaries(layers.size());
  for (std::size_t s = 0; s < problem.styles.size(); ++s) {
    gather_style(backend, problem, s, style_size(problem, s, phase), side, layers);
    for (std::size_t l = 0; l < layers.size(); ++l) {
      summaries[l].emplace_back();
      for (int r = 0; r < problem.labels(); ++r)
        summaries[l].back().push_back(layers[l].statistic->summary(r));
    }
  }
  std::vector<std::vector<Tensor<float>>> targets;
  std::vector<double> weights;
  double sum = 0;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    targets.push_back(blend_targets(problem, *layers[l].statistic, summaries[l]));
    const bool gatys = options.layer_scale == "gatys" && options.kind == "gram";
    weights.push_back(gatys ? gatys_weight(backend, layers[l].name, targets.back()) : 1);
    sum += weights.back();
  }
  for (std::size_t l = 0; l < layers.size(); ++l)
    layers[l].statistic->set_targets(std::move(targets[l]),
                                     sum > 0 ? options.style_weight * weights[l] / sum : 0);
  return layers;
}

}  // namespace doodle
