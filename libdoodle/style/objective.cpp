#include "style/objective.h"

#include "features/networks.h"
#include "image/pyramid.h"
#include "image/semantic_map.h"
#include "loss/energy.h"
#include "synthesis/phase_input.h"

namespace doodle {
namespace {

/// Chosen by eye on portraits of 256 pixels, so that neural-style's usual weights, 100 and 5, and a plain 1
/// for smoothness, a loss in levels beside relative ones, keep the face and change its manner.
constexpr double kContent = 5, kSmoothness = 3e-2;

Tensor<float> copy_of(Backend& backend, const Tensor<float>& tensor) {
  Tensor<float> copy = backend.allocate<float>(tensor.shape());
  backend.copy_bytes(tensor.data(), copy.data(), tensor.size() * sizeof(float));
  return copy;
}

double inverse_energy(double squares, double values) {
  return squares > 0 ? values / squares : 0;
}

}  // namespace

StyleObjective::StyleObjective(Backend& backend, const StyleProblem& problem, Size size, int side)
    : backend_(backend), options_(problem.options.loss), size_(size) {
  if (options_.style_weight > 0) style_layers_ = make_style_layers(backend, problem, size, side);
  read_patches(problem, side);
  network_ =
      std::make_unique<TiledNetwork>(backend, *problem.network, size, choose_layers(problem), side, true);
  for (std::size_t l = 0; l < style_layers_.size(); ++l) {
    const SemanticMap map =
        problem.has_maps() ? resize_map(problem.maps.target, size.width, size.height) : SemanticMap{};
    regions_.emplace_back(backend, map, *network_, static_cast<int>(l),
                          tap_stride(*problem.network, style_layers_[l].name));
  }
  read_content(problem);
}

/// Taps: style layers, patch layers, content layers. A layer can be among several of them.
std::vector<TapSpec> StyleObjective::choose_layers(const StyleProblem& problem) {
  std::vector<TapSpec> taps;
  for (const StyleLayer& layer : style_layers_) taps.push_back({layer.name});
  const auto add = [&](const std::string& layer, int margin) {
    taps.push_back({layer, margin});
    return static_cast<int>(taps.size()) - 1;
  };
  const auto patches = patch_layers_.empty() ? std::vector<std::string>{}
                                             : layers_with(*problem.network, options_.patch_layers, size_, 3);
  for (std::size_t i = 0; i < patch_layers_.size(); ++i) patch_layers_[i].tap = add(patches[i], 2);
  if (options_.content_weight > 0)
    for (const std::string& layer : layers_with(*problem.network, options_.content_layers, size_, 1))
      content_layers_.push_back({add(layer, 0), 0, {}});
  if (taps.empty()) add(layer_names(*problem.network).front(), 0);
  return taps;
}

void StyleObjective::read_content(const StyleProblem& problem) {
  if (content_layers_.empty()) return;
  const Tensor<float> content = upload_image(backend_, scale_to(problem.content, size_));
  std::vector<double> squares(content_layers_.size(), 0);
  for (int tile = 0; tile < tiles(); ++tile) {
    network_->forward(tile, content);
    for (std::size_t l = 0; l < content_layers_.size(); ++l) {
      const Tensor<float> features = network_->features(content_layers_[l].tap);
      content_layers_[l].targets.push_back(features.empty() ? features : copy_of(backend_, features));
      if (!features.empty())
        squares[l] += mean_energy(backend_, features) * static_cast<double>(features.size());
    }
  }
  for (std::size_t l = 0; l < content_layers_.size(); ++l)
    content_layers_[l].scale =
        inverse_energy(squares[l], static_cast<double>(network_->shape(content_layers_[l].tap).size()));
}

void StyleObjective::read_patches(const StyleProblem& problem, int side) {
  if (!(options_.patch_weight > 0)) return;
  std::vector<std::string> names = layers_with(*problem.network, options_.patch_layers, size_, 3);
  for (const std::string& name : names) {
    PatchLayer layer{0, 0, {}};
    double squares = 0, values = 0;
    for (std::size_t s = 0; s < problem.styles.size(); ++s) {
      const Size size = style_size(problem, s, size_);
      TiledNetwork network(backend_, *problem.network, size, {{name}}, side, false);
      const Shape shape = network.shape(0);
      if (shape.height < 3 || shape.width < 3) continue;
      const Tensor<float> image = upload_image(backend_, scale_to(problem.styles[s], size));
      Tensor<float> features = backend_.allocate<float>(shape);
      for (int tile = 0; tile < network.tiles(); ++tile) {
        network.forward(tile, image);
        const auto w = network.window(tile, 0);
        if (!w.empty())
          backend_.copy_block(network.features(0), {0, 0, w.y, w.x, w.height, w.width}, features);
      }
      squares += mean_energy(backend_, features) * static_cast<double>(features.size());
      values += static_cast<double>(features.size());
      layer.styles.push_back(features);
    }
    layer.scale = inverse_energy(squares, values) / static_cast<double>(names.size());
    if (layer.styles.empty()) layer.scale = 0;
    patch_layers_.push_back(std::move(layer));
  }
}

void StyleObjective::gather(int tile) {
  for (std::size_t l = 0; l < style_layers_.size(); ++l) {
    const Tensor<float> features = network_->features(static_cast<int>(l));
    if (!features.empty()) style_layers_[l].statistic->gather(regions_[l].part(tile, features));
  }
}

void StyleObjective::add_patch_loss(PatchLayer& layer, LossOutput out) {
  const Tensor<float> features = network_->features(layer.tap);
  const Shape shape = features.shape(), whole = network_->shape(layer.tap);
  if (features.empty() || shape.height < 3 || shape.width < 3 || !(layer.scale > 0)) return;
  const Shape patches{shape.height - 2, shape.width - 2, 1};
  if (layer.shape != shape) {
    layer.match.reset();  // two at once would double the memory
    layer.match = backend_.prepare_match({shape, {}, layer.styles, {}, 0, true});
    layer.matches = {backend_.allocate<std::int32_t>(patches), backend_.allocate<float>(patches)};
    layer.shape = shape;
  }
  layer.match->run(features, 0, layer.matches);
  const double all = (whole.height - 2.0) * (whole.width - 2.0);
  backend_.patch_loss(features, layer.styles, layer.matches.index,
                      options_.patch_weight * layer.scale * static_cast<double>(patches.positions()) / all,
                      out);
  if (tiles() > 1) layer = {layer.tap, layer.scale, layer.styles};  // memory is short: one plan at a time
}

void StyleObjective::add_losses(int tile, Tensor<double>& loss) {
  for (std::size_t l = 0; l < style_layers_.size(); ++l) {
    const int tap = static_cast<int>(l);
    const Tensor<float> features = network_->features(tap);
    if (features.empty()) continue;
    style_layers_[l].statistic->add_loss(regions_[l].part(tile, features), {network_->gradient(tap), loss});
  }
  for (PatchLayer& layer : patch_layers_) add_patch_loss(layer, {network_->gradient(layer.tap), loss});
  for (const ContentLayer& layer : content_layers_) {
    const Tensor<float> target = layer.targets[static_cast<std::size_t>(tile)];
    if (target.empty()) continue;
    const double part =
        static_cast<double>(target.size()) / static_cast<double>(network_->shape(layer.tap).size());
    const double mean =
        kContent * options_.content_weight * layer.scale / static_cast<double>(content_layers_.size());
    backend_.content_loss(network_->features(layer.tap), target, mean * part,
                          {network_->gradient(layer.tap), loss});
  }
}

void StyleObjective::evaluate(const Tensor<float>& image, Tensor<float>& gradient, Tensor<double>& loss) {
  backend_.zero(loss);
  backend_.zero(gradient);
  for (std::size_t l = 0; l < style_layers_.size(); ++l)
    style_layers_[l].statistic->begin(network_->shape(static_cast<int>(l)));
  for (int tile = 0; tile < tiles(); ++tile) {
    network_->forward(tile, image);
    gather(tile);
  }
  for (StyleLayer& layer : style_layers_) layer.statistic->finish(loss);
  for (int tile = 0; tile < tiles(); ++tile) {
    if (tiles() > 1) network_->forward(tile, image);
    add_losses(tile, loss);
    network_->backward(gradient);
  }
  backend_.total_variation_loss(image, kSmoothness * options_.smoothness, {gradient, loss});
}

}  // namespace doodle
