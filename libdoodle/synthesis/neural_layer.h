#pragma once

#include <memory>
#include <string>
#include <vector>

#include "synthesis/phase_input.h"

namespace doodle {

/// One layer of the network where patches are matched: the style's features there and the matcher over them.
struct NeuralLayer {
  std::string name;
  int tap = 0;                        ///< its place in the network plan
  int stride = 1;                     ///< pixels per position
  std::vector<Tensor<float>> styles;  ///< features of each style, un-normalised
  std::unique_ptr<MatchPlan> match;
  Matches matches;    ///< of the last match->run()
  double energy = 1;  ///< factor that brings losses to VGG-19's scale (loss/energy.h)
};

/// Runs the network over the styles of a phase and prepares the matchers of `layers` for an image of its
/// size. All layers must fit (layers_that_fit()).
std::vector<NeuralLayer> prepare_layers(Backend& backend, const Problem& problem, const PhaseInput& input,
                                        const std::vector<std::string>& layers);

/// Those of `layers` where an image and every style of these sizes have at least one 3x3 patch, in their
/// order.
std::vector<std::string> layers_that_fit(const NetworkSpec& network, Size image,
                                         const std::vector<Size>& styles,
                                         const std::vector<std::string>& layers);

}  // namespace doodle
