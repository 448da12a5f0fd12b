#include "synthesis/finisher.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/parallel.h"
#include "image/semantic_map.h"
#include "kernels/pixel_patch.h"
#include "synthesis/guide.h"
#include "synthesis/snap.h"

namespace doodle {
namespace {

/// Price of a style pixel used at its region's average rate, in levels squared, for FinishOptions::balance 1.
constexpr double kBalance = 400;
/// What a position saves for each of its four neighbours that lies in the same piece of the style, in levels
/// squared. Without it, patches of calm areas that come from everywhere fit as well as pieces do, and their
/// mean has no strokes (docs/decisions/0002-pixel-finish.md).
constexpr double kCoherence = 60;
/// Sweeps of the search in each round.
constexpr int kSweeps = 4;
/// Softness of the votes' weights, in levels squared: distances well below it count as equal. Less is crisper
/// and noisier; more is smoother and blurs (docs/decisions/0002-pixel-finish.md).
constexpr float kSoftness = 70;
/// The same in the first round of painting into a picture, where patches that reach over the edge of what is
/// known fit worst and must be heard all the same.
constexpr float kFirstSoftness = 20000;
/// How seams that are left at the end are melted (docs/decisions/0019-melted-seams.md).
struct Melting {
  float hold;   ///< over about 1 / sqrt(this) pixels
  float limit;  ///< levels; larger steps between neighbours are edges
};
/// Where a map or a content says where the edges are, all others are seams; and in a hole that was filled by
/// shifts most steps are.
constexpr Melting kGuidedMelting{0.005f, 60};
constexpr Melting kUnguidedMelting{0.02f, 12};
/// The squared levels by which guides differ from one pixel to the next at an edge; a label's differ by some
/// 2600.
constexpr float kGuideBorder = 50;

/// What price and coherence are multiplied by in all phases but the last: they share out the style's larger
/// parts, in whole pieces; the last one, where more would blur and show edges, only follows
/// (docs/decisions/0002-pixel-finish.md).
constexpr double kLayoutFactor = 1.5;
/// The same for the price in a first phase that starts from noise: nothing else shares out a label's larger
/// parts, its clear and its dark sky (docs/decisions/0015-even-use-in-votes.md).
constexpr double kFirstFactor = 3;

/// PixelMatchSpec::least_use there: what a style has more than is needed still shares in the layout. Less
/// makes fog of pictures that are much smaller than their styles, more puts pieces where they do not belong.
constexpr float kFirstLeastUse = 0.3f;

bool lays_out(const Problem& problem, int phase) {
  return phase == 0 && phase + 1 < problem.options.pyramid.phases && problem.options.seed.kind == "noise";
}

double price_factor(const Problem& problem, int phase) {
  if (phase + 1 == problem.options.pyramid.phases) return 1;
  return lays_out(problem, phase) ? kFirstFactor : kLayoutFactor;
}

/// Falls from the first softness to the usual one over the first half of the rounds.
float softness(int round, int rounds) {
  const float left = std::max(0.0f, 1 - 2 * static_cast<float>(round) / static_cast<float>(rounds));
  return kSoftness * std::pow(kFirstSoftness / kSoftness, left);
}

/// The atlas' arrays that are made on the host.
struct AtlasArrays {
  std::vector<float> guide;
  std::vector<std::int32_t> region;
};

/// Copies rows of a style's array of `channels` values a pixel to its place in the atlas.
void place(const std::vector<float>& from, int channels, const Atlas& atlas, std::size_t style,
           std::vector<float>& to) {
  const Size size = atlas.sizes[style];
  for (int v = 0; v < size.height; ++v)
    std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(v) * size.width * channels, size.width * channels,
                to.begin() + static_cast<std::ptrdiff_t>(atlas.top[style] + v) * atlas.width * channels);
}

/// Regions of a style: its labels (or 0) where a patch without clear pixels fits around a pixel.
void place_regions(const std::vector<int>& labels, const SampleMask& mask, const Atlas& atlas,
                   std::size_t style, std::vector<std::int32_t>& to) {
  const Size size = atlas.sizes[style];
  parallel_for(std::max(0, size.height - 2 * kPixelRadius), [&](std::int64_t row) {
    const int v = static_cast<int>(row) + kPixelRadius;
    for (int u = kPixelRadius; u < size.width - kPixelRadius; ++u) {
      if (!mask.is_free(v - kPixelRadius, u - kPixelRadius, v + kPixelRadius + 1, u + kPixelRadius + 1))
        continue;
      to[static_cast<std::size_t>(atlas.top[style] + v) * atlas.width + u] =
          labels.empty() ? 0 : labels[static_cast<std::size_t>(v) * size.width + u];
    }
  });
}

/// A labelled map's labels; guides lie behind them.
std::vector<int> labels_of(const Problem& problem, const SemanticMap& map) {
  return hard_labels(map, problem.maps.labels.size());
}

AtlasArrays fill_atlas(const Problem& problem, const PhaseInput& input, const Atlas& atlas) {
  const std::size_t area = static_cast<std::size_t>(atlas.width) * static_cast<std::size_t>(atlas.height);
  const int guides = input.target_map.channels;
  AtlasArrays arrays{std::vector<float>(area * static_cast<std::size_t>(guides)),
                     std::vector<std::int32_t>(area, -1)};
  for (std::size_t s = 0; s < input.styles.size(); ++s) {
    if (problem.has_maps()) place(pixel_guide(input.style_maps[s]), guides, atlas, s, arrays.guide);
    place_regions(problem.has_labels() ? labels_of(problem, input.style_maps[s]) : std::vector<int>{},
                  input.style_masks[s], atlas, s, arrays.region);
  }
  return arrays;
}

SemanticMap widened_map(SemanticMap map, Wrap wrap) {
  if (map.values.empty() || !wrap.any()) return map;
  return {map.width + (wrap.x ? 2 * kPixelRadius : 0), map.height + (wrap.y ? 2 * kPixelRadius : 0),
          map.channels,
          widened_values(map.values, {map.height, map.width, map.channels}, kPixelRadius, wrap)};
}

/// The styles' pixels, black beside them.
Tensor<float> atlas_pixels(Backend& backend, const PhaseInput& input, const Atlas& atlas) {
  if (input.styles.size() == 1) return input.styles.front();
  Tensor<float> pixels = backend.allocate<float>({atlas.height, atlas.width, 3});
  backend.zero(pixels);
  for (std::size_t s = 0; s < input.styles.size(); ++s)
    backend.copy_block(input.styles[s],
                       {.to_y = atlas.top[s], .height = atlas.sizes[s].height, .width = atlas.sizes[s].width},
                       pixels);
  return pixels;
}

void add_style(Backend& backend, const Problem& problem, const PhaseInput& input, const Atlas& atlas,
               PixelMatchSpec& spec) {
  const AtlasArrays arrays = fill_atlas(problem, input, atlas);
  spec.style = atlas_pixels(backend, input, atlas);
  spec.style_guide =
      backend.upload<float>({atlas.height, atlas.width, input.target_map.channels}, arrays.guide.data());
  spec.style_region = backend.upload<std::int32_t>({atlas.height, atlas.width, 1}, arrays.region.data());
}

/// `map` is of the target, widened; empty without maps.
void add_target(Backend& backend, const Problem& problem, SemanticMap map, Shape target,
                PixelMatchSpec& spec) {
  const int guides = map.channels;
  spec.target_region = backend.upload<std::int32_t>(
      target, (problem.has_labels() ? labels_of(problem, map) : std::vector<int>(target.size(), 0)).data());
  const std::vector<float> guide = problem.has_maps() ? pixel_guide(map) : std::vector<float>{};
  map.values = {};
  spec.target_guide = backend.upload<float>({target.height, target.width, guides}, guide.data());
}

PixelMatchSpec make_spec(Backend& backend, const Problem& problem, PhaseInput input, const Atlas& atlas) {
  const Wrap wrap = problem.options.tile;
  const Shape target =
      Torus(backend, wrap).widened({input.size.height, input.size.width, 1}, kPixelRadius, kPixelRadius);
  PixelMatchSpec spec;
  spec.regions = problem.has_labels() ? static_cast<int>(problem.maps.labels.size()) : 1;
  if (lays_out(problem, input.index)) spec.least_use = kFirstLeastUse;
  spec.wrap = wrap;
  spec.seed = problem.options.seed.random_seed + static_cast<std::uint64_t>(input.index);
  add_style(backend, problem, input, atlas, spec);
  input.styles.clear();
  input.style_maps.clear();
  add_target(backend, problem, widened_map(std::move(input.target_map), wrap), target, spec);
  return spec;
}

/// Where the search's field has no patch, at the sides, the pixels lie in the nearest patch that it has.
std::vector<std::int32_t> with_sides(const std::vector<std::int32_t>& field, Shape shape,
                                     const Atlas& atlas) {
  std::vector<std::int32_t> all(field.size());
  parallel_for(shape.height, [&](std::int64_t row) {
    const int y = static_cast<int>(row), v = std::clamp(y, kPixelRadius, shape.height - 1 - kPixelRadius);
    for (int x = 0; x < shape.width; ++x) {
      const int u = std::clamp(x, kPixelRadius, shape.width - 1 - kPixelRadius);
      all[static_cast<std::size_t>(y) * shape.width + x] =
          field[static_cast<std::size_t>(v) * shape.width + u] + (y - v) * atlas.width + (x - u);
    }
  });
  return all;
}

}  // namespace

Finisher::Finisher(Backend& backend, const Problem& problem, PhaseInput input)
    : backend_(backend),
      options_(problem.options.finish),
      torus_(backend, problem.options.tile),
      size_(input.size),
      known_(input.known),
      guided_(problem.has_maps() || problem.start),
      last_(input.index + 1 == problem.options.pyramid.phases),
      price_(kBalance * problem.options.finish.balance * price_factor(problem, input.index)),
      coherence_(static_cast<float>(kCoherence * (last_ ? 1 : kLayoutFactor))),
      atlas_(input),
      control_(problem, UseMeter(problem, atlas_, input.style_masks), input.size),
      nearest_(problem.has_masks() ? nearest_samples(atlas_, input.style_masks) : decltype(nearest_){}),
      match_(backend.prepare_pixel_match(make_spec(backend, problem, std::move(input), atlas_))) {}

void Finisher::run(Tensor<float>& image, std::vector<PixelField> starts, bool repaint,
                   const std::function<void(int)>& after_round) {
  const Shape shape{size_.height, size_.width, 1};
  const Shape wide = torus_.widened(shape, kPixelRadius, kPixelRadius);
  std::vector<Tensor<std::int32_t>> fields;
  for (PixelField& start : starts) {
    std::vector<std::int32_t> field = to_atlas(start, atlas_);
    start = {};
    if (!nearest_.empty()) snap(nearest_, field);
    fields.push_back(backend_.upload<std::int32_t>(
        wide, widened_values(field, shape, kPixelRadius, torus_.wrap()).data()));
  }
  match_->start(std::exchange(fields, {}));
  Tensor<float> canvas = torus_.widened(image, kPixelRadius, kPixelRadius);
  if (repaint) {
    match_->vote(kSoftness, canvas);
    torus_.narrow(canvas, kPixelRadius, image);
    keep_known(image, canvas);
  }
  for (int i = 0; i < options_.iterations; ++i) {
    if (control_.any()) match_->set_rates(control_.rates(atlas_));
    match_->search(canvas, kSweeps, {static_cast<float>(price_ * control_.factor()), coherence_});
    if (control_.any()) control_.observe(field());
    match_->vote(known_ && !last_ ? softness(i, options_.iterations) : kSoftness, canvas);
    torus_.narrow(canvas, kPixelRadius, image);
    keep_known(image, canvas);
    if (last_ && i + 1 == options_.iterations) melt_seams(canvas, image);
    after_round(i);
  }
}

/// `canvas` is `image`, widened.
void Finisher::melt_seams(const Tensor<float>& canvas, Tensor<float>& image) {
  Seams seams{backend_.allocate<float>(canvas.shape()), backend_.allocate<float>(canvas.shape()),
              known_ ? known_->where() : Tensor<std::uint8_t>(), torus_.wrap()};
  const Melting melting = guided_ ? kGuidedMelting : kUnguidedMelting;
  match_->seams(canvas, {kSoftness, melting.limit, kGuideBorder}, seams.right, seams.down);
  const auto narrowed = [&](const Tensor<float>& wide) {
    if (!torus_.any()) return wide;
    Tensor<float> narrow = backend_.allocate<float>(image.shape());
    torus_.narrow(wide, kPixelRadius, narrow);
    return narrow;
  };
  seams.right = narrowed(seams.right);
  seams.down = narrowed(seams.down);
  backend_.melt_seams(seams, melting.hold, image);
}

/// `canvas` is `image` as it was voted, widened.
void Finisher::keep_known(Tensor<float>& image, Tensor<float>& canvas) const {
  if (!known_) return;
  known_->put_back(backend_, image);
  torus_.widen(image, kPixelRadius, kPixelRadius, canvas);
}

PixelField Finisher::field() const {
  const Tensor<std::int32_t>& found = match_->field();
  const std::vector<std::int32_t> wide = with_sides(backend_.download(found), found.shape(), atlas_);
  return from_atlas(narrowed_values(wide, {size_.height, size_.width, 1}, kPixelRadius, torus_.wrap()), size_,
                    atlas_);
}

}  // namespace doodle
