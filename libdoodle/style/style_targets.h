#pragma once

#include <memory>
#include <vector>

#include "style/problem.h"
#include "style/statistic.h"

namespace doodle {

/// A layer of the style loss, with its statistic, whose targets are set.
struct StyleLayer {
  std::string name;
  std::unique_ptr<StyleStatistic> statistic;
};

/// Runs the network over the styles as a phase of size `phase` sees them, tile by tile where side is not 0,
/// and makes the statistics of all style layers with their targets, weighted as StyleLossOptions says.
std::vector<StyleLayer> make_style_layers(Backend& backend, const StyleProblem& problem, Size phase,
                                          int side);

/// Those of `layers` that have at least `least` x `least` positions for a picture of this size.
std::vector<std::string> layers_with(const NetworkSpec& network, const std::vector<std::string>& layers,
                                     Size size, int least);

}  // namespace doodle
