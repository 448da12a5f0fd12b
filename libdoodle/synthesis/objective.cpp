#include "synthesis/objective.h"

#include <algorithm>

#include "features/networks.h"
#include "loss/energy.h"

namespace doodle {
namespace {

/// Every patch that has its centre inside: one position more on each side.
constexpr int kMargin = 1;

}  // namespace

Objective::Objective(Backend& backend, const Problem& problem, const PhaseInput& input,
                     const std::vector<std::string>& style_layers)
    : backend_(backend),
      torus_(backend, problem.options.tile),
      refine_(problem.options.refine),
      variety_(static_cast<float>(problem.options.match.variety)),
      style_layers_(prepare_layers(backend, problem, input, style_layers, kMargin)) {
  std::vector<std::string> taps = style_layers;
  if (input.content && refine_.content_weight > 0) add_content_layers(problem, input, taps);
  taps_ = static_cast<int>(taps.size());
  network_ = backend.prepare_network(*problem.network,
                                     {input.size.height, input.size.width, taps, true, torus_.wrap(), true});
  if (!torus_.any()) return;
  for (const NeuralLayer& layer : style_layers_)
    wide_gradients_.push_back(backend.allocate<float>(layer.features.shape()));
  wide_image_ = backend.allocate<float>(torus_.widened({input.size.height, input.size.width, 3}, 0, 1));
  wide_gradient_ = backend.allocate<float>(wide_image_.shape());
}

void Objective::add_content_layers(const Problem& problem, const PhaseInput& input,
                                   std::vector<std::string>& taps) {
  std::vector<std::string> layers;
  for (const std::string& layer : refine_.content_layers)
    if (tap_shape(*problem.network, layer, input.size.height, input.size.width).size() > 0)
      layers.push_back(layer);
  if (layers.empty()) return;
  const auto plan = backend_.prepare_network(
      *problem.network, {input.size.height, input.size.width, layers, false, torus_.wrap(), true});
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
  for (std::size_t i = 0; i < style_layers_.size(); ++i) {
    match_layer(torus_, *network_, variety_, style_layers_[i]);
    add_style_loss(i, loss);
  }
  for (ContentLayer& layer : content_layers_)
    backend_.content_loss(network_->tap(layer.tap), layer.target, refine_.content_weight * layer.energy,
                          {network_->tap_gradient(layer.tap), loss});
  network_->backward(gradient);
  add_smoothness(image, gradient, loss);
}

void Objective::add_style_loss(std::size_t i, Tensor<double>& loss) {
  const NeuralLayer& layer = style_layers_[i];
  Tensor<float>& gradient = network_->tap_gradient(layer.tap);
  Tensor<float> wide = gradient;
  if (torus_.any()) {
    wide = wide_gradients_[i];
    backend_.zero(wide);
  }
  backend_.patch_loss(layer.features, layer.styles, layer.matches.index, refine_.style_weight * layer.energy,
                      {wide, loss});
  torus_.fold(wide, kMargin, kMargin, gradient);
}

/// The loss looks at the next row and column: on a torus there is one more of each.
void Objective::add_smoothness(const Tensor<float>& image, Tensor<float>& gradient, Tensor<double>& loss) {
  if (!torus_.any()) {
    backend_.smoothness_loss(image, refine_.smoothness, {gradient, loss});
    return;
  }
  torus_.widen(image, 0, 1, wide_image_);
  backend_.zero(wide_gradient_);
  backend_.smoothness_loss(wide_image_, refine_.smoothness, {wide_gradient_, loss});
  torus_.fold(wide_gradient_, 0, 1, gradient);
}

}  // namespace doodle
