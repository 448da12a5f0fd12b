#include "synthesis/neural_memory.h"

#include <omp.h>

#include <algorithm>

#include "features/network_memory.h"
#include "features/networks.h"
#include "kernels/lbfgs.h"
#include "synthesis/neural_layer.h"
#include "synthesis/phases.h"

namespace doodle {
namespace {

/// Of a network without gradients: two buffers for its maps, one padded, and oneDNN's.
double forward_floats(const NetworkFloats& f) {
  return 6 * f.largest + f.taps + 5 * f.weights;
}

/// Of one with gradients: what is kept of the maps, two buffers of maps and gradients, two padded, and
/// oneDNN's; weights in both directions.
double both_ways_floats(const NetworkFloats& f) {
  return f.kept + 8 * f.largest + 2 * f.taps + 10 * f.weights;
}

/// Of the networks that are run on the styles one after another, the largest.
double style_network_floats(const Problem& problem, int phase, const std::vector<std::string>& layers) {
  double most = 0;
  for (const Size size : style_sizes(problem, phase))
    most = std::max(most, forward_floats(network_floats(*problem.network, layers, size)));
  return most;
}

double style_features(const Problem& problem, int phase, const std::vector<std::string>& layers) {
  double floats = 0;
  for (const Size size : style_sizes(problem, phase))
    floats += network_floats(*problem.network, layers, size).taps;
  return floats;
}

/// Of the matcher of one layer: each map packed (labels three rows at a time) and, for exact scores, position
/// by position; tables and tiles of each thread. Maps are widened where the picture wraps.
double match_floats(const Problem& problem, int phase, const std::string& layer) {
  const Size size = picture_size(problem, phase);
  Shape shape = tap_shape(*problem.network, layer, size.height, size.width);
  constexpr int widest = 4;  // both sides' margins of the voter
  if (problem.options.tile.y) shape.height += widest;
  if (problem.options.tile.x) shape.width += widest;
  const double channels = shape.channels, image = static_cast<double>(shape.positions());
  const double style = style_features(problem, phase, {layer}) / channels;
  const double labels = problem.has_maps() ? problem.maps.target.channels : 0;
  constexpr double padding =
      1.2;  // of packed maps, up to whole vectors and over the seams of their stretches
  const double maps = padding * (1.5 * channels + 6 * labels) * (image + style);
  const double wide = problem.options.tile.any() ? 2 * channels * image : 0;
  constexpr double tiles = 500e3, shortlist = 4;
  return maps + wide + 5 * image + 2 * style +
         omp_get_max_threads() * (tiles + 2 * shortlist * image + padding * style);
}

double match_floats(const Problem& problem, int phase, const std::vector<std::string>& layers) {
  double floats = 0;
  for (const std::string& layer : layers) floats += match_floats(problem, phase, layer);
  return floats;
}

double vote_floats(const Problem& problem, int phase) {
  const Size size = picture_size(problem, phase);
  const auto layers = layers_that_fit(problem, phase, size, {problem.options.match.vote_layer});
  if (problem.options.refine.votes == 0 || layers.empty()) return 0;
  return style_features(problem, phase, layers) +
         std::max(style_network_floats(problem, phase, layers),
                  match_floats(problem, phase, layers) +
                      forward_floats(network_floats(*problem.network, layers, size)));
}

/// The optimiser's vectors, the gradient, and what is smoothed on a torus.
double optimiser_floats(const Problem& problem, Size size) {
  const int vectors = problem.options.refine.optimiser == "lbfgs" ? lbfgs_basis + 3 : 3;
  return 3.0 * size.width * size.height * (vectors + 1 + (problem.options.tile.any() ? 2 : 0));
}

double refine_floats(const Problem& problem, int phase) {
  const Size size = picture_size(problem, phase);
  auto layers = layers_that_fit(problem, phase, size, problem.options.match.layers);
  if (problem.options.refine.iterations == 0 || layers.empty()) return 0;
  const double features = style_features(problem, phase, layers);
  const double styles = style_network_floats(problem, phase, layers);
  double painting = match_floats(problem, phase, layers) + optimiser_floats(problem, size);
  if (problem.content && problem.options.refine.content_weight > 0) {
    const auto& content = problem.options.refine.content_layers;
    painting += network_floats(*problem.network, content, size).taps;  // what it is held to
    layers.insert(layers.end(), content.begin(), content.end());
  }
  painting += both_ways_floats(network_floats(*problem.network, layers, size));
  return features + std::max(styles, painting);
}

}  // namespace

double neural_floats(const Problem& problem, int phase) {
  return std::max(vote_floats(problem, phase), refine_floats(problem, phase));
}

}  // namespace doodle
