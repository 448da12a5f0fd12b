#include "synthesis/problem.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "features/networks.h"
#include "features/shared_networks.h"
#include "image/check_image.h"
#include "image/pyramid.h"
#include "synthesis/forms.h"
#include "synthesis/guide_images.h"
#include "synthesis/inpaint.h"
#include "synthesis/lattice.h"
#include "synthesis/phases.h"
#include "synthesis/sample_input.h"
#include "synthesis/shift_map.h"
#include "synthesis/size_notices.h"
#include "synthesis/tone_guide.h"

namespace doodle {
namespace {

Size output_size(const PaintRequest& request) {
  if (request.options.output_size != Size{}) return request.options.output_size;
  if (request.content) return request.content->size();
  if (request.target_map) return request.target_map->size();
  if (!request.guides.empty()) return request.guides.front().target.size();
  return request.styles.front().image.size();
}

void read_styles(const PaintRequest& request, Problem& problem) {
  require<UsageError>(!request.styles.empty() || request.inpaint,
                      "no style was given; name a painting or a photo with --style");
  for (std::size_t i = 0; i < request.styles.size(); ++i)
    problem.styles.push_back(sample_image(request.styles[i], i, problem.notices));
}

/// The styles' weights as shares of the result.
std::vector<double> wanted_shares(const PaintRequest& request) {
  std::vector<double> shares;
  double sum = 0;
  for (const Style& style : request.styles) {
    require_range("a style's weight", style.weight, 0.0, 1e6);
    shares.push_back(style.weight);
    sum += style.weight;
  }
  if (sum == 0) return {};
  require<UsageError>(request.options.finish.enabled && request.options.finish.balance > 0,
                      "weights of styles need the finish and a balance above 0, which bring them about");
  for (double& share : shares) share /= sum;
  return shares;
}

/// The photos of a texture share it as they share their area, so that every part is used alike. Left to
/// themselves, the one that fits itself best would drive out the others.
void share_by_area(Problem& problem) {
  const FinishOptions& finish = problem.options.finish;
  if (!problem.is_texture() || !problem.shares.empty() || problem.styles.size() < 2 || !finish.enabled ||
      finish.balance <= 0)
    return;
  double sum = 0;
  for (const Image& style : problem.styles) {
    const double area = static_cast<double>(style.width) * style.height;
    const auto clear = std::count(style.alpha.begin(), style.alpha.end(), 0.0f);
    problem.shares.push_back(area - static_cast<double>(clear));
    sum += problem.shares.back();
  }
  for (double& share : problem.shares) share /= sum;
}

/// A regular texture begins as its photo, continued: a search that begins with noise finds its rows at
/// different places, and no later choice of patches brings them together
/// (docs/decisions/0021-regular-textures.md).
void start_regular(Problem& problem) {
  const bool alone = problem.styles.size() == 1 && problem.styles.front().alpha.empty();
  if (!problem.is_texture() || !alone || problem.canvas || problem.options.seed.kind != "noise") return;
  const Image& photo = problem.styles.front();
  const Image style = scale_to(photo, scaled_size(photo.size(), problem.options.pyramid.style_scale));
  const std::optional<Lattice> lattice = find_lattice(style);
  if (!lattice) return;
  problem.seed = continued_by(*lattice, style, problem.size, problem.options.seed.random_seed);
  problem.options.seed.kind = "image";
}

/// Without maps, what is light in the content is painted with what is light in the style, the more strictly
/// the more the content weighs. Weights are those of Guide: at the usual one of a content, four times a
/// guide's.
void guide_by_tones(Problem& problem) {
  const double weight = std::min(0.4 * problem.options.refine.content_weight, 1000.0);
  const auto weighted = [&](SemanticMap guide) {
    weigh_guide(guide, weight);
    return guide;
  };
  problem.maps.mode = MapMode::guide;
  for (const Image& style : problem.styles) problem.maps.styles.push_back(weighted(tone_guide(style)));
  problem.maps.target = weighted(tone_guide(resize(*problem.content, problem.size, Filter::lanczos)));
}

void read_maps_of(const PaintRequest& request, Problem& problem) {
  if (!request.target_map) {
    for (const Style& style : request.styles)
      require<UsageError>(!style.map,
                          "a style map was given without a target map; give --target-map or leave it out");
    if (problem.content && request.guides.empty()) guide_by_tones(problem);
    return;
  }
  require<UsageError>(!problem.own_style, "a target map needs a style with a map; name both");
  std::vector<Image> maps;
  for (std::size_t i = 0; i < request.styles.size(); ++i) {
    require<UsageError>(request.styles[i].map.has_value(),
                        "style {} has no map but there is a target map; give --style-map", i + 1);
    maps.push_back(fitted_to(*request.styles[i].map, request.styles[i].image.size(),
                             fmt::format("map of style {}", i + 1), problem.notices));
  }
  problem.maps = read_maps(maps, *request.target_map, request.options.maps);
  problem.notices.insert(problem.notices.end(), problem.maps.notices.begin(), problem.maps.notices.end());
}

/// Enough phases for a side to be near `first` pixels in the first.
int phases_from(double side, double first) {
  return side <= first ? 1 : std::min(10, 1 + static_cast<int>(std::lround(std::log2(side / first))));
}

int shorter(Size size) {
  return std::min(size.width, size.height);
}

/// The shorter side of the smallest style in the last phase.
double smallest_style(const Problem& problem) {
  int side = shorter(problem.styles.front().size());
  for (const Image& style : problem.styles) side = std::min(side, shorter(style.size()));
  return side * problem.options.pyramid.style_scale;
}

/// Enough phases for the shorter side of the first to be near 40 pixels, where a few matches lay out a
/// picture; near 26 where labels alone say what belongs where, since a label's larger parts are better shared
/// out there (docs/decisions/0015-even-use-in-votes.md). In a texture, which is more than one piece of its
/// example, the example must be large enough there to be taken to pieces: near 50 pixels, as long as the
/// network need not paint at more than 512 (docs/decisions/0011-textures-in-pieces.md).
int automatic_phases(const Problem& problem) {
  constexpr double kFirstSide = 40, kFirstLayout = 26, kFirstExample = 50, kMostSide = 512;
  const int side = shorter(problem.size);
  const double style = smallest_style(problem);
  const int phases = phases_from(side, kFirstSide);
  if (problem.is_texture())
    return std::max(std::min(phases, phases_from(style, kFirstExample)), phases_from(side, kMostSide));
  if (problem.has_labels() && problem.options.seed.kind == "noise" && problem.options.finish.enabled)
    return std::max(phases, phases_from(std::min<double>(side, style), kFirstLayout));
  return phases;
}

/// A picture that is filled from itself begins with its own parts, moved, at its full size: what is regular
/// or long in it would be lost in smaller ones. Then only seams are left to be mended
/// (docs/decisions/0024-holes-by-shifts.md).
void start_shifted(Problem& problem) {
  PaintOptions& options = problem.options;
  const bool whole = problem.own_style && problem.result_size() == problem.picture->size();
  if (!whole || problem.content || problem.has_maps() || options.tile.any() || !options.finish.enabled ||
      options.seed.kind != "auto" || options.pyramid.phases != 0 || options.pyramid.style_scale != 1)
    return;
  std::optional<Completed> completed = completed_by_shifts(*problem.canvas);
  if (!completed) return;
  problem.seed = std::move(completed->image);
  problem.start = std::move(completed->field);
  options.seed.kind = "image";
  options.pyramid.phases = 1;
  options.refine.votes = 0;
  options.refine.iterations = 0;
}

void decide(Problem& problem) {
  SeedOptions& seed = problem.options.seed;
  if (seed.kind == "auto") seed.kind = problem.canvas ? "picture" : problem.content ? "content" : "noise";
  PyramidOptions& pyramid = problem.options.pyramid;
  if (pyramid.phases == 0) pyramid.phases = automatic_phases(problem);
  const bool labels_and_content = problem.content && problem.has_labels();
  if (pyramid.neural_phases == 0)
    pyramid.neural_phases = labels_and_content || !problem.options.finish.enabled ? pyramid.phases : 1;
}

void check_layers(const Problem& problem) {
  std::vector<std::string> layers = problem.options.match.layers;
  layers.push_back(problem.options.match.vote_layer);
  if (problem.content)
    layers.insert(layers.end(), problem.options.refine.content_layers.begin(),
                  problem.options.refine.content_layers.end());
  for (const std::string& layer : layers)
    tap_stride(*problem.network, layer);  // throws for a layer that is not there
}

/// The network with reflections beyond the sides. Zeros there would tell it where a style's corners are, and
/// put them into the corners of a texture.
std::shared_ptr<const NetworkSpec> reflecting(const NetworkSpec& network) {
  auto copy = std::make_shared<NetworkSpec>(network);
  for (LayerSpec& layer : copy->layers) layer.padding = Padding::reflect;
  return copy;
}

/// Every style with clear pixels must have patches without any, at least at its largest.
void check_samples(const Problem& problem) {
  const int last = problem.options.pyramid.phases - 1;
  require<BadInput>(!problem.own_style || has_samples(problem, last, 0),
                    "so much of the picture is to be painted that no patch of it is left to paint with; name "
                    "a photo to take patches from, or paint less (white in --mask, or clear)");
  for (std::size_t i = 0; i < problem.styles.size(); ++i)
    require<BadInput>(has_samples(problem, last, i),
                      "style {} has no patch without clear pixels; leave more of it opaque (alpha, or white "
                      "in its mask)",
                      i + 1);
}

}  // namespace

bool Problem::has_masks() const {
  return std::any_of(styles.begin(), styles.end(), [](const Image& style) { return !style.alpha.empty(); });
}

Problem prepare_problem(const PaintRequest& request) {
  check_options(request.options);
  Problem problem;
  problem.options = request.options;
  problem.network = share_network(request.options.network);
  read_styles(request, problem);
  problem.shares = wanted_shares(request);
  read_canvas(request, problem);
  if (request.content) problem.content = checked_input(*request.content, "the content image");
  if (request.seed) problem.seed = checked_input(*request.seed, "the seed image");
  if (request.target_map) checked_input(*request.target_map, "the target map");
  check_guides(request);
  require<UsageError>(request.options.seed.kind != "image" || request.seed, "--seed names no image");
  require<UsageError>(request.options.seed.kind != "content" || request.content,
                      "--seed content needs --content");
  problem.size = problem.canvas ? problem.canvas->size() : output_size(request);
  read_maps_of(request, problem);
  read_guides(request, problem);
  note_sizes(request, problem);
  check_layers(problem);
  if (!problem.parts.empty()) return problem;
  start_shifted(problem);
  decide(problem);
  check_samples(problem);
  drop_phases(problem);
  share_by_area(problem);
  start_regular(problem);
  if (problem.is_texture() && request.options.network.padding.empty())
    problem.network = reflecting(*problem.network);
  add_forms(problem);
  return problem;
}

}  // namespace doodle
