#include "style/memory_plan.h"

#include <algorithm>

#include "base/check.h"
#include "base/memory_budget.h"
#include "features/network_memory.h"
#include "features/networks.h"

namespace doodle {
namespace {

constexpr double kFloat = sizeof(float);
/// The program and its libraries with a picture of 64x64 pixels, without a network, as measured.
constexpr double kProgram = 155e6;
/// Of the budget, for tiles: what was freed after smaller phases is not all used again.
constexpr double kTiledShare = 0.97;

std::vector<std::string> all_layers(const StyleProblem& problem) {
  const StyleLossOptions& loss = problem.options.loss;
  std::vector<std::string> layers;
  const auto add = [&](double weight, const std::vector<std::string>& more) {
    if (weight > 0) layers.insert(layers.end(), more.begin(), more.end());
  };
  add(loss.style_weight, loss.style_layers);
  add(loss.content_weight, loss.content_layers);
  add(loss.patch_weight, loss.patch_layers);
  if (layers.empty()) layers.push_back(layer_names(*problem.network).front());
  return layers;
}

/// Positions that patches reach over what a tile owns.
int margin(const StyleProblem& problem) {
  return problem.options.loss.patch_weight > 0 ? 2 : 0;
}

/// Of a picture that has so many pixels that its sides do not matter.
NetworkFloats floats_per_pixel(const NetworkSpec& network, const std::vector<std::string>& layers) {
  constexpr int side = 4096;
  NetworkFloats floats = network_floats(network, layers, {side, side});
  for (double* value : {&floats.kept, &floats.largest, &floats.taps}) *value /= double{side} * side;
  return floats;
}

/// Bytes that a pixel of a tile takes: maps and gradients of the network, and those at the taps, which a
/// tile that is cut out of a picture has twice, and once more along the directions of Wasserstein distances.
double bytes_per_tile_pixel(const StyleProblem& problem, bool cut) {
  const NetworkFloats floats = floats_per_pixel(*problem.network, all_layers(problem));
  const int copies = (cut ? 4 : 2) + (problem.options.loss.kind == "wasserstein" ? 1 : 0);
  // Two buffers of maps and gradients, two of padded maps, and what fast convolutions need.
  return kFloat * (floats.kept + 6 * floats.largest + floats.taps * copies);
}

/// Bytes that a pixel of the picture takes where a ScaleSpace is moved in its place: its parameters and their
/// slope, sums, what resampling needs, and the optimiser's vectors are larger by a third.
double bytes_of_scales(const StyleProblem& problem, bool lbfgs) {
  return lbfgs && problem.options.seed.kind != "noise" ? kFloat * (3 * 16.0 / 3 + 3 * 14.0 / 3) : 0;
}

/// Bytes that a pixel of the picture takes whatever the tiles: the optimiser's vectors, the pictures, the
/// content's features.
double bytes_per_pixel(const StyleProblem& problem, bool lbfgs) {
  double floats = 3 * (lbfgs ? 16 : 5) + 15;
  if (!problem.colours.empty()) floats += 3;
  floats += floats_per_pixel(*problem.network, problem.options.loss.content_layers).taps;
  if (problem.has_maps()) floats += 4.0 * problem.labels();
  return kFloat * floats;
}

/// Bytes that are taken whatever the picture's size: the network's weights, again as convolutions like them,
/// and the styles, as they are given and as the network sees them.
double bytes_of_rest(const StyleProblem& problem) {
  double floats = 10 * weight_floats(*problem.network);
  for (const Image& style : problem.styles) floats += 2 * static_cast<double>(style.pixels.size());
  return kProgram + kFloat * floats;
}

}  // namespace

MemoryPlan plan_memory(const StyleProblem& problem, Size size) {
  const auto budget = static_cast<double>(memory_budget(problem.options.memory_gib));
  const double pixels = static_cast<double>(size.width) * size.height;
  const double base = bytes_of_rest(problem);
  const std::string& wanted = problem.options.schedule.optimiser;
  const double whole =
      base + pixels * (bytes_per_pixel(problem, wanted == "lbfgs") +
                       bytes_of_scales(problem, wanted == "lbfgs") + bytes_per_tile_pixel(problem, false));
  if (whole <= budget) return {0, wanted, static_cast<std::size_t>(whole)};
  const auto layers = all_layers(problem);
  const int halo = tile_halo(*problem.network, layers, margin(problem));
  const int step = tile_step(*problem.network, layers), smallest = 4 * halo;
  const double tile_pixel = bytes_per_tile_pixel(problem, true);
  for (const bool lbfgs : {true, false}) {
    if (lbfgs && wanted != "lbfgs") continue;
    const double fixed = base + pixels * bytes_per_pixel(problem, lbfgs);
    // A halo around small tiles costs more time than L-BFGS saves: it gets no more than its share.
    const int least = lbfgs ? 6 * halo : smallest;
    int side = std::max(size.width, size.height) / step * step + step;
    while (side > least && fixed + tile_pixel * side * side > kTiledShare * budget) side -= step;
    const double bytes = fixed + tile_pixel * side * side;
    if (bytes <= budget) return {side, lbfgs ? "lbfgs" : "adam", static_cast<std::size_t>(bytes)};
  }
  const double least = base + pixels * bytes_per_pixel(problem, false) + tile_pixel * smallest * smallest;
  throw OutOfMemory(
      fmt::format("{}x{} needs {:.1f} GiB at least and {:.1f} GiB are allowed; raise --memory or take a "
                  "smaller --output-size",
                  size.width, size.height, least / kGiB, budget / kGiB));
}

std::vector<Tile> plan_tiles(const StyleProblem& problem, Size size, int side) {
  const std::vector<std::string> layers = all_layers(problem);
  const NetworkSpec& network = *problem.network;
  return make_tiles(size, side, tile_halo(network, layers, margin(problem)), tile_step(network, layers));
}

}  // namespace doodle
