#pragma once

#include <memory>
#include <string>
#include <vector>

#include "synthesis/neural_layer.h"

namespace doodle {

/// Matches in one layer of the network and copies the pixels that the matched patches cover ("voting",
/// docs/algorithm.md): large coherent moves that gradients would need many steps for.
class Voter {
 public:
  /// `layer` must fit (layers_that_fit()).
  Voter(Backend& backend, const Problem& problem, const PhaseInput& input, const std::string& layer);

  /// One round, in place.
  void vote(Tensor<float>& image);
  /// Matches without copying: what the network sees in `image`.
  void match(const Tensor<float>& image);
  /// The layer with the last matches.
  const NeuralLayer& layer() const { return layers_.front(); }
  const std::vector<NeuralLayer>& layers() const { return layers_; }

 private:
  Backend& backend_;
  const Torus torus_;
  const float variety_;
  std::vector<NeuralLayer> layers_;  // one
  std::vector<VoteStyle> styles_;
  std::unique_ptr<NetworkPlan> network_;
  Tensor<float> wide_image_;
};

}  // namespace doodle
