#include "synthesis/voter.h"

namespace doodle {
namespace {

/// On a torus every pixel is to be covered by all nine blocks: two positions more on each side.
constexpr int kMargin = 2;

}  // namespace

Voter::Voter(Backend& backend, const Problem& problem, const PhaseInput& input, const std::string& layer)
    : backend_(backend),
      torus_(backend, problem.options.tile),
      variety_(static_cast<float>(problem.options.match.variety)),
      layers_(prepare_layers(backend, problem, input, {layer}, kMargin)),
      network_(backend.prepare_network(
          *problem.network, {input.size.height, input.size.width, {layer}, false, torus_.wrap(), true})) {
  for (std::size_t i = 0; i < input.styles.size(); ++i)
    styles_.push_back({input.styles[i], layers_.front().styles[i].shape()});
}

void Voter::match(const Tensor<float>& image) {
  network_->forward(image);
  match_layer(torus_, *network_, variety_, layers_.front());
}

void Voter::vote(Tensor<float>& image) {
  match(image);
  const NeuralLayer& layer = layers_.front();
  const int margin = kMargin * layer.stride;
  if (torus_.any() && wide_image_.empty())
    wide_image_ = backend_.allocate<float>(torus_.widened(image.shape(), margin, margin));
  torus_.widen(image, margin, margin, wide_image_);
  backend_.vote(layer.matches.index, styles_, layer.stride, wide_image_);
  torus_.narrow(wide_image_, margin, image);
}

}  // namespace doodle
