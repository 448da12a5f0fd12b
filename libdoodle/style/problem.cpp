#include "style/problem.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "features/networks.h"
#include "features/shared_networks.h"
#include "image/check_image.h"
#include "image/pyramid.h"
#include "style/colours.h"
#include "synthesis/size_notices.h"

namespace doodle {
namespace {

constexpr double kFirstSide = 128;  ///< longer side of the first phase

void read_styles(const StyleRequest& request, StyleProblem& problem) {
  require<UsageError>(!request.styles.empty(), "no style was given; name a painting with --style");
  double sum = 0;
  for (std::size_t i = 0; i < request.styles.size(); ++i) {
    const WeightedStyle& style = request.styles[i];
    require<UsageError>(style.weight > 0 && style.weight <= 1e6,
                        "the weight of style {} is {}; it must lie above 0 and not above 1e6", i + 1,
                        style.weight);
    problem.styles.push_back(checked_input(style.image, fmt::format("style image {}", i + 1)));
    problem.weights.push_back(style.weight);
    sum += style.weight;
  }
  for (double& weight : problem.weights) weight /= sum;
}

void read_style_maps(const StyleRequest& request, StyleProblem& problem) {
  std::vector<Image> maps;
  for (std::size_t i = 0; i < request.styles.size(); ++i) {
    const WeightedStyle& style = request.styles[i];
    require<UsageError>(style.map || !request.target_map,
                        "style {} has no map but there is a target map; give --style-map", i + 1);
    require<UsageError>(!style.map || request.target_map,
                        "style {} has a map but there is no target map; give --target-map", i + 1);
    if (!style.map) continue;
    maps.push_back(style.map->size() == style.image.size()
                       ? *style.map
                       : resize(*style.map, style.image.size(), Filter::nearest));
    if (style.map->size() != style.image.size())
      problem.notices.push_back(
          fmt::format("the map of style {} is {}x{} and its image {}x{}: the map was resized", i + 1,
                      style.map->width, style.map->height, style.image.width, style.image.height));
  }
  if (maps.empty()) return;
  checked_input(*request.target_map, "the target map");
  problem.maps = read_maps(maps, *request.target_map, request.options.maps);
  require<UsageError>(
      problem.maps.mode == MapMode::labels,
      "the maps are read as tones; styles are restricted by labels: paint each region in one colour, "
      "or use --semantic-mode labels");
  problem.notices.insert(problem.notices.end(), problem.maps.notices.begin(), problem.maps.notices.end());
}

/// Of the default network a user need not know the layers.
bool names_network(const StyleProblem& problem) {
  return !problem.options.network.model.empty();
}

/// Decides a list of layers: what was asked for must be there, of the defaults those that are.
void decide_layers(StyleProblem& problem, std::vector<std::string>& layers,
                   const std::vector<std::string>& defaults, const char* what) {
  if (!layers.empty()) {
    for (const std::string& layer : layers)
      tap_stride(*problem.network, layer);  // throws for one that is not there
    return;
  }
  std::vector<std::string> missing;
  for (const std::string& layer : defaults)
    (has_layer(*problem.network, layer) ? layers : missing).push_back(layer);
  require<UsageError>(!layers.empty(),
                      "the network {} has none of the default {} layers; name some with --{}-layers",
                      problem.network->name, what, what);
  if (!missing.empty() && names_network(problem))
    problem.notices.push_back(fmt::format("the network {} has no layer {}: {} layers are {}",
                                          problem.network->name, fmt::join(missing, ", "), what,
                                          fmt::join(layers, ", ")));
}

void decide(StyleProblem& problem) {
  StyleLossOptions& loss = problem.options.loss;
  decide_layers(problem, loss.style_layers, {"1_1", "2_1", "3_1", "4_1", "5_1"}, "style");
  if (loss.content_layers.empty() && !has_layer(*problem.network, "4_2")) {
    const std::string last = layer_names(*problem.network).back();
    if (names_network(problem))
      problem.notices.push_back(fmt::format("the network {} has no layer 4_2: the content layer is {}",
                                            problem.network->name, last));
    loss.content_layers = {last};
  }
  decide_layers(problem, loss.content_layers, {"4_2"}, "content");
  if (loss.patch_weight > 0) decide_layers(problem, loss.patch_layers, {"3_1", "4_1"}, "patch");
  int& phases = problem.options.schedule.phases;
  if (phases == 0) {
    const double ratio = std::max(problem.size.width, problem.size.height) / kFirstSide;
    phases = ratio <= 1 ? 1 : std::min(12, 1 + static_cast<int>(std::lround(2 * std::log2(ratio))));
  }
  SeedOptions& seed = problem.options.seed;
  if (seed.kind == "auto") seed.kind = "content";
  require<UsageError>(seed.kind != "image" || problem.seed, "--seed names no image");
}

}  // namespace

StyleProblem prepare_style_problem(const StyleRequest& request) {
  check_options(request.options);
  StyleProblem problem;
  problem.options = request.options;
  if (problem.options.network.padding.empty()) problem.options.network.padding = "replicate";
  problem.network = share_network(problem.options.network);
  read_styles(request, problem);
  const Image content = checked_input(request.content, "the content image");
  if (request.seed) problem.seed = checked_input(*request.seed, "the seed image");
  problem.size = request.options.output_size == Size{} ? content.size() : request.options.output_size;
  note_stretch("content", content.size(), problem.size, problem.notices);
  if (request.target_map)
    note_stretch("target map", request.target_map->size(), problem.size, problem.notices);
  problem.content = resize(content, problem.size, Filter::lanczos);
  read_style_maps(request, problem);
  apply_colours(problem);
  decide(problem);
  return problem;
}

std::vector<Size> style_phases(const StyleProblem& problem) {
  const int phases = problem.options.schedule.phases;
  std::vector<Size> sizes;
  for (int i = 0; i < phases; ++i)
    sizes.push_back(scaled_size(problem.size, std::pow(0.5, 0.5 * (phases - 1 - i))));
  return sizes;
}

Size style_size(const StyleProblem& problem, std::size_t style, Size phase) {
  const Image& image = problem.styles[style];
  const double wanted = problem.options.schedule.style_scale * std::max(phase.width, phase.height);
  return scaled_size(image.size(), std::min(1.0, wanted / std::max(image.width, image.height)));
}

}  // namespace doodle
