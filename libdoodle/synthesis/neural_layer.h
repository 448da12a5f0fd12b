#pragma once

#include <memory>
#include <string>
#include <vector>

#include "synthesis/phase_input.h"
#include "synthesis/torus.h"

namespace doodle {

/// One layer of the network where patches are matched: the style's features there and the matcher over them.
struct NeuralLayer {
  std::string name;
  int tap = 0;                        ///< its place in the network plan
  int stride = 1;                     ///< pixels per position
  std::vector<Tensor<float>> styles;  ///< features of each style, un-normalised
  std::unique_ptr<MatchPlan> match;
  MatchPlanSpec spec;  ///< that `match` was made for
  Tensor<float> bias;  ///< of each style patch; empty: none
  int margin = 0;  ///< positions by which features are widened on the axes that wrap, before they are matched
  Tensor<float> features;  ///< of the image, so widened, as they were matched last
  Matches matches;         ///< of the last match_layer()
  double energy = 1;       ///< factor that brings losses to VGG-19's scale (loss/energy.h)
};

/// Runs the network over the styles of a phase and prepares the matchers of `layers` for an image of its
/// size, whose features are widened by `margin` where it wraps. All layers must fit (layers_that_fit()).
std::vector<NeuralLayer> prepare_layers(Backend& backend, const Problem& problem, const PhaseInput& input,
                                        const std::vector<std::string>& layers, int margin);

/// Matches the features of an image (tap `layer.tap` of `network`), widened.
void match_layer(const Torus& torus, const NetworkPlan& network, float variety, NeuralLayer& layer);

/// Those of `layers` where an image of `image` and every style of a phase have at least one 3x3 patch, and
/// some style one without clear pixels, in their order. A side that wraps has one wherever it has a position.
std::vector<std::string> layers_that_fit(const Problem& problem, int phase, Size image,
                                         const std::vector<std::string>& layers);

}  // namespace doodle
