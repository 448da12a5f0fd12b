#include <cmath>
#include <vector>

#include "backend/match_arrays.h"
#include "backend/match_check.h"
#include "backend/patch_ranges.h"
#include "kernels/match_penalty.h"
#include "make_unit.h"
#include "match_search.h"
#include "match_split.h"
#include "operations.h"
#include "pack_features.h"

namespace doodle::cuda {
namespace {

/// Pairs of fp16 numbers, the second of which is what rounding to the first left over, for products of rows:
/// a row of the current map has a, a, a', one of the style b, b', b, which add up to all of (a + a')(b + b')
/// but what 22 bits cannot hold.
struct PairOfHalfs {
  std::uint16_t high, low;
  DOODLE_DEVICE explicit PairOfHalfs(float value)
      : high(half_bits(value)), low(half_bits(value - half_value(high))) {}
};

/// A position's halfs into the panels of a map: of the window that its patch is in, and of the one before
/// where that reaches further.
struct ToPanels {
  std::uint16_t* to;
  Panels in;
  int width;
  DOODLE_DEVICE void operator()(std::size_t position, int i, const Halfs& halfs) const {
    const int y = static_cast<int>(position) / width, x = static_cast<int>(position) % width;
    const int patches = in.side.patches(), window = x / patches;
    for (int w = window - 1; w <= window; ++w) {
      const int place = x - w * patches;
      if (w < 0 || w >= in.windows || place >= in.side.places) continue;
      *reinterpret_cast<Halfs*>(to + in.half(y, w, place, 8 * i)) = halfs;
    }
  }
};

/// A patch's halfs in the panels of terms.
struct TermsOfPatch {
  std::uint16_t* terms;
  Panels in;
  int row, column;
  DOODLE_DEVICE std::uint16_t& at(int half) const {
    const int patches = in.side.patches();
    return terms[in.half(row, column / patches, column % patches, half)];
  }
};

/// A patch's terms: the labels of its nine positions and then, of the current map, 1 and 1 for the style's
/// price.
struct PackTerms {
  const float* labels;
  int width, count;  ///< positions, labels
  bool style;
  std::uint16_t* to;
  Panels in;
  DOODLE_DEVICE void operator()(std::size_t patch) const {
    const int y = static_cast<int>(patch) / (width - 2), x = static_cast<int>(patch) % (width - 2);
    const TermsOfPatch terms{to, in, y, x};
    int half = 0;
    for (int tap = 0; count > 0 && tap < 9; ++tap) {
      const std::ptrdiff_t position = static_cast<std::ptrdiff_t>(y + tap / 3) * width + x + tap % 3;
      for (int c = 0; c < count; ++c, half += 3) {
        const PairOfHalfs pair(labels[position * count + c]);
        terms.at(half) = pair.high;
        terms.at(half + 1) = style ? pair.low : pair.high;
        terms.at(half + 2) = style ? pair.high : pair.low;
      }
    }
    if (!style) terms.at(half) = terms.at(half + 1) = half_bits(1.0f);
  }
};

/// What may not be chosen costs more than anything.
constexpr std::uint16_t kRuledOut = 0xfc00;  ///< -infinity

/// Puts the price of the style's patches into their terms, less than nothing; patches that fp16 cannot pay
/// for are ruled out.
struct PutPrices {
  StylePenalty of;
  std::size_t first;  ///< the style's first patch among all
  int columns, price;
  std::uint16_t* to;
  Panels in;
  DOODLE_DEVICE void operator()(std::size_t q) const {
    const float gain = -of(first + q);
    const TermsOfPatch terms{to, in, static_cast<int>(q) / columns, static_cast<int>(q) % columns};
    const PairOfHalfs pair(gain > -kMost ? gain : 0);
    terms.at(price) = gain > -kMost ? pair.high : kRuledOut;
    terms.at(price + 1) = pair.low;
  }
  static constexpr float kMost = 60000;
};

struct Unpack {
  const unsigned long long* best;
  const float* history;
  float variety;
  std::int32_t* index;
  float* score;
  DOODLE_DEVICE void operator()(std::size_t p) const {
    const bool found = best[p] != 0;
    index[p] = found ? static_cast<std::int32_t>(~static_cast<unsigned>(best[p])) : 0;
    score[p] = found
                   ? from_ordered_bits(static_cast<unsigned>(best[p] >> 32)) / 9 + variety * history[index[p]]
                   : -HUGE_VALF;
  }
};

struct UnpackHistory {
  const unsigned* highest;
  float* history;
  DOODLE_DEVICE void operator()(std::size_t q) const {
    history[q] = highest[q] == 0 ? -1.0f : from_ordered_bits(highest[q]) / 9;
  }
};

struct Fill {
  std::uint16_t value;
  std::uint16_t* to;
  DOODLE_DEVICE void operator()(std::size_t i) const { to[i] = value; }
};

int panels_of(int halfs) {
  return (halfs + kTileDepth - 1) / kTileDepth;
}

/// A map's packed arrays.
struct Packed {
  Tensor<std::uint16_t> features, terms;
  Shape shape;
  Panels features_in, terms_in;
  std::int32_t first_patch = 0;
  MatchSplit split{};  ///< of a style
  std::size_t patches() const {
    return static_cast<std::size_t>(shape.height - 2) * static_cast<std::size_t>(shape.width - 2);
  }
  MatchMap map() const {
    return {features.data(), terms.data(), shape.height, shape.width, features_in, terms_in};
  }
};

class CudaMatchPlan final : public MatchPlan {
 public:
  CudaMatchPlan(Backend& backend, const MatchPlanSpec& spec)
      : backend_(backend),
        labels_(spec.style_maps.empty() || !(spec.semantic_weight > 0) ? 0
                                                                       : spec.current_map.shape().channels),
        price_(27 * labels_),
        blocks_(choose_blocks(spec.current, shapes_of(spec.styles))) {
    with_shape(blocks_, [&](auto blocks) {
      using Blocks = decltype(blocks);
      current_ = allocate_map(spec.current, Blocks::row_side);
      std::int32_t patches = 0;
      for (const Tensor<float>& features : spec.styles) {
        Packed style = allocate_map(features.shape(), Blocks::column_side);
        style.first_patch = patches;
        style.split = split_search(blocks, spec.current, features.shape());
        patches += static_cast<std::int32_t>(style.patches());
        styles_.push_back(std::move(style));
      }
    });
    pack_terms(spec.current_map, 1, false, current_);
    for (std::size_t s = 0; s < styles_.size(); ++s) {
      pack_features(spec.styles[s], styles_[s]);
      pack_terms(labels_ > 0 ? spec.style_maps[s] : Tensor<float>{}, spec.semantic_weight, true, styles_[s]);
    }
    const std::int32_t patches =
        styles_.back().first_patch + static_cast<std::int32_t>(styles_.back().patches());
    constexpr int kBeyond = MatchProblem::kBeyond;
    const int places = static_cast<int>(current_.patches()) + kBeyond;
    raised_ = backend.allocate<unsigned long long>({1, places + (patches + kBeyond + 1) / 2, 1});
    best_ = raised_.data();
    highest_ = reinterpret_cast<unsigned*>(best_ + places);
    history_ = backend.allocate<float>({1, patches, 1});
    reset();
  }

  void run(const Tensor<float>& features, float variety, Matches& matches) override {
    check_features(features.shape(), current_.shape);
    fit_matches(backend_, {current_.shape.height - 2, current_.shape.width - 2, 1}, matches);
    pack_features(features, current_);
    if (variety != 0 && !has_history_) {
      search(0);
      for_each(history_.size(), UnpackHistory{highest_, history_.data()});
    }
    search(variety);
    for_each(current_.patches(),
             Unpack{best_, history_.data(), variety, matches.index.data(), matches.score.data()});
    for_each(history_.size(), UnpackHistory{highest_, history_.data()});
    has_history_ = true;
  }

  void set_bias(const Tensor<float>& bias) override { bias_ = copy_bias(backend_, bias, history_.shape()); }

  void reset() override {
    zero(history_.data(), history_.size() * sizeof(float));
    has_history_ = false;
  }

  const Tensor<float>& history() const override { return history_; }

 private:
  Packed allocate_map(Shape shape, const PanelSide& side) {
    Packed packed;
    packed.shape = shape;
    packed.features_in = {side, side.windows(shape.width), panels_of(shape.channels)};
    packed.terms_in = {side, side.windows(shape.width), panels_of(price_ + 2)};
    packed.features = allocate_panels(packed.features_in, shape.height, kNotANumber);
    packed.terms = allocate_panels(packed.terms_in, shape.height - 2, 0);
    return packed;
  }

  Tensor<std::uint16_t> allocate_panels(const Panels& panels, int rows, std::uint16_t filled_with) {
    Tensor<std::uint16_t> halfs = backend_.allocate<std::uint16_t>(
        {rows, panels.windows * panels.depth * panels.side.places, kTileDepth});
    for_each(halfs.size(), Fill{filled_with, halfs.data()});
    return halfs;
  }

  void pack_features(const Tensor<float>& features, Packed& to) {
    cuda::pack_features(features, to.features_in.depth * kTileDepth,
                        ToPanels{to.features.data(), to.features_in, to.shape.width});
  }

  void pack_terms(const Tensor<float>& map, float scale, bool style, Packed& to) {
    const Tensor<float> units = backend_.allocate<float>({to.shape.height, to.shape.width, labels_});
    if (labels_ > 0) for_each(to.shape.positions(), MakeUnit{map.data(), labels_, scale, units.data()});
    for_each(to.patches(),
             PackTerms{units.data(), to.shape.width, labels_, style, to.terms.data(), to.terms_in});
  }

  void search(float variety) {
    zero(raised_.data(), raised_.size() * sizeof(unsigned long long));
    for (const Packed& style : styles_) {
      for_each(style.patches(), PutPrices{{history_.data(), bias_.data(), variety},
                                          static_cast<std::size_t>(style.first_patch),
                                          style.shape.width - 2,
                                          price_,
                                          style.terms.data(),
                                          style.terms_in});
      search_patches(blocks_,
                     {current_.map(), style.map(), style.first_patch, best_, highest_ + style.first_patch},
                     style.split);
    }
  }

  Backend& backend_;
  int labels_;
  int price_;  ///< which half of a patch's terms it is
  MatchBlocks blocks_;
  Packed current_;
  std::vector<Packed> styles_;
  Tensor<unsigned long long> raised_;  ///< where searches raise what follows
  unsigned long long* best_;           ///< MatchProblem::best
  unsigned* highest_;                  ///< MatchProblem::history, of all styles
  Tensor<float> history_, bias_;
  bool has_history_ = false;
};

}  // namespace

std::unique_ptr<MatchPlan> prepare_match(Backend& backend, const MatchPlanSpec& spec) {
  check_match_spec(spec);
  return std::make_unique<CudaMatchPlan>(backend, spec);
}

}  // namespace doodle::cuda
