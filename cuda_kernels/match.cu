#include <cmath>
#include <vector>

#include "backend/match_arrays.h"
#include "backend/match_check.h"
#include "kernels/match_penalty.h"
#include "make_unit.h"
#include "match_kernel.h"
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

/// A patch's terms: the labels of its nine positions and, at the end, 1 and 1 for the style's price.
struct PackTerms {
  const float* labels;
  int width, count, padded;  ///< positions, labels, halfs of a row
  bool style;
  std::uint16_t* to;
  DOODLE_DEVICE void operator()(std::size_t patch) const {
    const int y = static_cast<int>(patch) / (width - 2), x = static_cast<int>(patch) % (width - 2);
    std::uint16_t* out = to + patch * static_cast<std::size_t>(padded);
    for (int i = 0; i < padded; ++i) out[i] = 0;
    for (int tap = 0; count > 0 && tap < 9; ++tap) {
      const std::ptrdiff_t position = static_cast<std::ptrdiff_t>(y + tap / 3) * width + x + tap % 3;
      for (int c = 0; c < count; ++c, out += 3) {
        const PairOfHalfs pair(labels[position * count + c]);
        out[0] = pair.high;
        out[1] = style ? pair.low : pair.high;
        out[2] = style ? pair.high : pair.low;
      }
    }
    if (!style) out[0] = out[1] = half_bits(1.0f);
  }
};

/// Puts the price of the style's patches into their rows of terms, less than nothing; patches that fp16
/// cannot pay for, and the row behind the last patch, are ruled out.
struct PutPrices {
  StylePenalty of;
  std::size_t first, count;  ///< the style's patches among all
  int at, padded;            ///< where in a row, halfs of a row
  std::uint16_t* to;
  DOODLE_DEVICE void operator()(std::size_t q) const {
    const float gain = q < count ? -of(first + q) : -HUGE_VALF;
    std::uint16_t* out = to + q * static_cast<std::size_t>(padded) + at;
    const PairOfHalfs pair(gain > -kMost ? gain : 0);
    out[0] = gain > -kMost ? pair.high : kRuledOut;
    out[1] = pair.low;
  }
  static constexpr float kMost = 60000;
  static constexpr std::uint16_t kRuledOut = 0xfc00;  ///< -infinity
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

int whole_tiles(int values) {
  return (values + kTileDepth - 1) / kTileDepth * kTileDepth;
}

/// A map's packed arrays.
struct Packed {
  Tensor<std::uint16_t> features, terms;
  Shape shape;
  std::int32_t first_patch = 0;
  MatchSplit split{};  ///< of a style
  std::size_t patches() const {
    return static_cast<std::size_t>(shape.height - 2) * static_cast<std::size_t>(shape.width - 2);
  }
  MatchMap map() const { return {features.data(), terms.data(), shape.height, shape.width}; }
};

class CudaMatchPlan final : public MatchPlan {
 public:
  CudaMatchPlan(Backend& backend, const MatchPlanSpec& spec)
      : backend_(backend),
        labels_(spec.style_maps.empty() || !(spec.semantic_weight > 0) ? 0
                                                                       : spec.current_map.shape().channels),
        padded_(whole_tiles(spec.current.channels)),
        padded_terms_(whole_tiles(27 * labels_ + 2)) {
    current_ = allocate_map(spec.current, 0);
    pack_terms(spec.current_map, 1, false, current_);
    std::int32_t patches = 0;
    for (std::size_t s = 0; s < spec.styles.size(); ++s) {
      Packed style = allocate_map(spec.styles[s].shape(), 1);
      pack_features(spec.styles[s], style);
      pack_terms(labels_ > 0 ? spec.style_maps[s] : Tensor<float>{}, spec.semantic_weight, true, style);
      style.first_patch = patches;
      style.split = split_search(current_.map(), style.map());
      patches += static_cast<std::int32_t>(style.patches());
      styles_.push_back(std::move(style));
    }
    best_ = backend.allocate<unsigned long long>({current_.shape.height - 2, current_.shape.width - 2, 1});
    history_ = backend.allocate<float>({1, patches, 1});
    highest_ = backend.allocate<unsigned>({1, patches, 1});
    reset();
  }

  void run(const Tensor<float>& features, float variety, Matches& matches) override {
    check_features(features.shape(), current_.shape);
    fit_matches(backend_, best_.shape(), matches);
    pack_features(features, current_);
    if (variety != 0 && !has_history_) {
      search(0);
      for_each(history_.size(), UnpackHistory{highest_.data(), history_.data()});
    }
    search(variety);
    for_each(best_.size(),
             Unpack{best_.data(), history_.data(), variety, matches.index.data(), matches.score.data()});
    for_each(history_.size(), UnpackHistory{highest_.data(), history_.data()});
    has_history_ = true;
  }

  void set_bias(const Tensor<float>& bias) override { bias_ = copy_bias(backend_, bias, history_.shape()); }

  void reset() override {
    zero(history_.data(), history_.size() * sizeof(float));
    has_history_ = false;
  }

  const Tensor<float>& history() const override { return history_; }

 private:
  /// With so many rows of terms beyond the patches'.
  Packed allocate_map(Shape shape, int more) {
    Packed packed;
    packed.shape = shape;
    packed.features = backend_.allocate<std::uint16_t>({shape.height, shape.width, padded_});
    packed.terms =
        backend_.allocate<std::uint16_t>({1, static_cast<int>(packed.patches()) + more, padded_terms_});
    zero(packed.terms.data(), packed.terms.size() * sizeof(std::uint16_t));
    return packed;
  }

  void pack_features(const Tensor<float>& features, Packed& to) {
    cuda::pack_features(features, padded_, to.features.data());
  }

  void pack_terms(const Tensor<float>& map, float scale, bool style, Packed& to) {
    const Tensor<float> units = backend_.allocate<float>({to.shape.height, to.shape.width, labels_});
    if (labels_ > 0) for_each(to.shape.positions(), MakeUnit{map.data(), labels_, scale, units.data()});
    for_each(to.patches(),
             PackTerms{units.data(), to.shape.width, labels_, padded_terms_, style, to.terms.data()});
  }

  void search(float variety) {
    zero(best_.data(), best_.size() * sizeof(unsigned long long));
    zero(highest_.data(), highest_.size() * sizeof(unsigned));
    for (const Packed& style : styles_) {
      for_each(style.patches() + 1, PutPrices{{history_.data(), bias_.data(), variety},
                                              static_cast<std::size_t>(style.first_patch),
                                              style.patches(),
                                              27 * labels_,
                                              padded_terms_,
                                              style.terms.data()});
      search_patches({current_.map(), style.map(), padded_, padded_terms_, style.first_patch, best_.data(),
                      highest_.data() + style.first_patch},
                     style.split);
    }
  }

  Backend& backend_;
  int labels_;
  int padded_, padded_terms_;  ///< halfs of a position, of a patch
  Packed current_;
  std::vector<Packed> styles_;
  Tensor<unsigned long long> best_;
  Tensor<unsigned> highest_;
  Tensor<float> history_, bias_;
  bool has_history_ = false;
};

}  // namespace

std::unique_ptr<MatchPlan> prepare_match(Backend& backend, const MatchPlanSpec& spec) {
  check_match_spec(spec);
  return std::make_unique<CudaMatchPlan>(backend, spec);
}

}  // namespace doodle::cuda
