#include "synthesis/voter.h"

namespace doodle {

Voter::Voter(Backend& backend, const Problem& problem, const PhaseInput& input, const std::string& layer)
    : backend_(backend),
      variety_(static_cast<float>(problem.options.match.variety)),
      layers_(prepare_layers(backend, problem, input, {layer})),
      network_(
          backend.prepare_network(problem.network, {input.size.height, input.size.width, {layer}, false})) {
  for (std::size_t i = 0; i < input.styles.size(); ++i)
    styles_.push_back({input.styles[i], layers_.front().styles[i].shape()});
}

void Voter::match(const Tensor<float>& image) {
  network_->forward(image);
  layers_.front().match->run(network_->tap(0), variety_, layers_.front().matches);
}

void Voter::vote(Tensor<float>& image) {
  match(image);
  backend_.vote(layers_.front().matches.index, styles_, layers_.front().stride, image);
}

}  // namespace doodle
