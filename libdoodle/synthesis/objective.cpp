#include "synthesis/objective.h"

#include <algorithm>

#include "features/networks.h"
#include "loss/energy.h"

namespace doodle {

Objective::Objective(Backend& backend, const Problem& problem, const PhaseInput& input,
                     const std::vector<std::string>& style_layers)
    : backend_(backend),
      refine_(problem.options.refine),
      variety_(static_cast<float>(problem.options.match.variety)),
      style_layers_(prepare_layers(backend, problem, input, style_layers)) {
  std::vector<std::string> taps = style_layers;
  if (input.content && refine_.content_weight > 0) add_content_layers(problem, input, taps);
  taps_ = static_cast<int>(taps.size());
  network_ = backend.prepare_network(problem.network, {input.size.height, input.size.width, taps, true});
}

void Objective::add_content_layers(const Problem& problem, const PhaseInput& input,
                                   std::vector<std::string>& taps) {
  std::vector<std::string> layers;
  for (const std::string& layer : refine_.content_layers)
    if (tap_shape(problem.network, layer, input.size.height, input.size.width).size() > 0)
      layers.push_back(layer);
  if (layers.empty()) return;
  const auto plan =
      backend_.prepare_network(problem.network, {input.size.height, input.size.width, layers, false});
  plan->forward(*input.content);
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const auto known = std::find(taps.begin(), taps.end(), layers[l]);
    const int tap = static_cast<int>(known - taps.begin());
    if (known == taps.end()) taps.push_back(layers[l]);
    const Tensor<float>& features = plan->tap(static_cast<int>(l));
    Tensor<float> target = backend_.allocate<float>(features.shape());
    backend_.copy_bytes(features.data(), target.data(), features.size() * sizeof(float));
    content_layers_.push_back({tap, target, energy_scale(layers[l], mean_energy(backend_, target))});
  }
}

void Objective::evaluate(const Tensor<float>& image, Tensor<float>& gradient, Tensor<double>& loss) {
  backend_.zero(loss);
  network_->forward(image);
  for (int tap = 0; tap < taps_; ++tap) backend_.zero(network_->tap_gradient(tap));
  for (NeuralLayer& layer : style_layers_) {
    const Tensor<float>& features = network_->tap(layer.tap);
    layer.match->run(features, variety_, layer.matches);
    backend_.patch_loss(features, layer.styles, layer.matches.index, refine_.style_weight * layer.energy,
                        {network_->tap_gradient(layer.tap), loss});
  }
  for (ContentLayer& layer : content_layers_)
    backend_.content_loss(network_->tap(layer.tap), layer.target, refine_.content_weight * layer.energy,
                          {network_->tap_gradient(layer.tap), loss});
  network_->backward(gradient);
  backend_.smoothness_loss(image, refine_.smoothness, {gradient, loss});
}

}  // namespace doodle
