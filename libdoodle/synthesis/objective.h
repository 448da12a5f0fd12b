#pragma once

#include <memory>
#include <vector>

#include "synthesis/neural_layer.h"

namespace doodle {

/// What a phase minimises: patch loss at the style layers, content loss, smoothness; and its gradient at an
/// image.
class Objective {
 public:
  /// Fixed to the size of `input`; `style_layers` must fit (layers_that_fit()). Content layers too deep for
  /// the image are left out.
  Objective(Backend& backend, const Problem& problem, const PhaseInput& input,
            const std::vector<std::string>& style_layers);

  /// Matches the features of `image` anew, and writes gradient (like image) and loss (one element).
  void evaluate(const Tensor<float>& image, Tensor<float>& gradient, Tensor<double>& loss);
  /// The style layers with the last matches.
  const std::vector<NeuralLayer>& layers() const { return style_layers_; }

 private:
  struct ContentLayer {
    int tap;
    Tensor<float> target;
    double energy;
  };
  void add_content_layers(const Problem& problem, const PhaseInput& input, std::vector<std::string>& taps);

  void add_style_loss(std::size_t i, Tensor<double>& loss);
  void add_smoothness(const Tensor<float>& image, Tensor<float>& gradient, Tensor<double>& loss);

  Backend& backend_;
  const Torus torus_;
  const RefineOptions refine_;
  const float variety_;
  std::vector<NeuralLayer> style_layers_;
  std::vector<Tensor<float>> wide_gradients_;  // of style_layers_, where the picture wraps
  Tensor<float> wide_image_, wide_gradient_;
  std::vector<ContentLayer> content_layers_;
  std::unique_ptr<NetworkPlan> network_;
  int taps_ = 0;
};

}  // namespace doodle
