#include "synthesis/phases.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "features/networks.h"
#include "image/pyramid.h"
#include "kernels/pixel_patch.h"
#include "synthesis/neural_layer.h"
#include "synthesis/sample_mask.h"

namespace doodle {
namespace {

/// Pixels per position of the deepest layer in use.
int deepest_stride(const Problem& problem) {
  std::vector<std::string> layers = problem.options.match.layers;
  layers.push_back(problem.options.match.vote_layer);
  if (problem.content)
    layers.insert(layers.end(), problem.options.refine.content_layers.begin(),
                  problem.options.refine.content_layers.end());
  int stride = 1;
  for (const std::string& layer : layers) stride = std::max(stride, tap_stride(*problem.network, layer));
  return stride;
}

}  // namespace

std::vector<Size> style_sizes(const Problem& problem, int phase) {
  const double scale =
      problem.options.pyramid.style_scale * std::ldexp(1.0, phase - (problem.options.pyramid.phases - 1));
  std::vector<Size> sizes;
  for (const Image& style : problem.styles) sizes.push_back(scaled_size(style.size(), scale));
  return sizes;
}

bool has_free_square(const Problem& problem, int phase, std::size_t style, int side, int step) {
  const Image& image = problem.styles[style];
  return image.alpha.empty() ||
         SampleMask(image, style_sizes(problem, phase)[style]).has_free_square(side, step);
}

bool has_free_square(const Problem& problem, int phase, int side, int step) {
  for (std::size_t style = 0; style < problem.styles.size(); ++style)
    if (has_free_square(problem, phase, style, side, step)) return true;
  return false;
}

bool has_samples(const Problem& problem, int phase, std::size_t style) {
  const FinishOptions& finish = problem.options.finish;
  if (finish.enabled && finish.phases > 0) return has_free_square(problem, phase, style, kPixelPatch, 1);
  const int stride = tap_stride(*problem.network, problem.options.match.vote_layer);
  return has_free_square(problem, phase, style, 3 * stride, stride);
}

bool is_finished(const Problem& problem, int phase) {
  const PaintOptions& options = problem.options;
  if (!options.finish.enabled || phase < options.pyramid.phases - options.finish.phases) return false;
  const auto large = [](Size size, Wrap wrap) {
    return (wrap.x || size.width >= kPixelPatch) && (wrap.y || size.height >= kPixelPatch);
  };
  const std::vector<Size> styles = style_sizes(problem, phase);
  return large(phase_size(problem.size, phase, options.pyramid.phases), options.tile) &&
         std::any_of(styles.begin(), styles.end(), [&](Size size) { return large(size, {}); }) &&
         has_free_square(problem, phase, kPixelPatch, 1);
}

bool is_neural(const Problem& problem, int phase) {
  return phase < problem.options.pyramid.neural_phases || !is_finished(problem, phase);
}

Size picture_size(const Problem& problem, int phase) {
  Size size = phase_size(problem.size, phase, problem.options.pyramid.phases);
  if (!problem.options.tile.any() || !is_neural(problem, phase)) return size;
  const int unit = deepest_stride(problem);
  const auto whole = [unit](int side) { return std::max(1, (side + unit / 2) / unit) * unit; };
  if (problem.options.tile.x) size.width = whole(size.width);
  if (problem.options.tile.y) size.height = whole(size.height);
  return size;
}

void drop_phases(Problem& problem) {
  std::vector<std::string> layers = problem.options.match.layers;
  layers.push_back(problem.options.match.vote_layer);
  int& phases = problem.options.pyramid.phases;
  const int wanted = phases;
  const auto fits = [&] { return !layers_that_fit(problem, 0, picture_size(problem, 0), layers).empty(); };
  while (phases > 1 && !fits()) --phases;
  if (phases < wanted)
    problem.notices.push_back(fmt::format(
        "the {} too small for {} phases: using {}",
        problem.has_masks() ? "parts of the images that may be used are" : "images are", wanted, phases));
  if (!fits()) problem.notices.push_back("the images are too small for the network: matching pixels only");
}

}  // namespace doodle
