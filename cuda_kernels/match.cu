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

/// The labels of a position and of the two above it, which make a column of a patch, as pairs of fp16 numbers
/// (the second is what rounding to the first left over): a row of the current map times one of the style adds
/// up a * b + a * b' + a' * b for each, which is all but what 22 bits cannot hold.
struct PackLabels {
  const float* from;
  int width, labels, padded, stride;
  bool style;
  std::uint16_t* to;
  DOODLE_DEVICE void operator()(std::size_t p) const {
    const int row = static_cast<int>(p) / width;
    std::uint16_t* out = to + p * static_cast<std::size_t>(stride);
    for (int i = 0; i < padded; ++i) out[i] = 0;
    for (int dy = 0; dy < 3 && dy <= row; ++dy) {
      for (int c = 0; c < labels; ++c, out += 3) {
        const float value =
            from[(p - static_cast<std::size_t>(dy * width)) * static_cast<std::size_t>(labels) +
                 static_cast<std::size_t>(c)];
        const std::uint16_t high = half_bits(value), low = half_bits(value - half_value(high));
        out[0] = high;
        out[1] = style ? low : high;
        out[2] = style ? high : low;
      }
    }
  }
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
  Tensor<std::uint16_t> halfs;
  Shape shape;
  std::int32_t first_patch = 0;
  MatchMap map() const { return {halfs.data(), shape.height, shape.width}; }
};

class CudaMatchPlan final : public MatchPlan {
 public:
  CudaMatchPlan(Backend& backend, const MatchPlanSpec& spec)
      : backend_(backend),
        labels_(spec.style_maps.empty() || !(spec.semantic_weight > 0) ? 0
                                                                       : spec.current_map.shape().channels),
        padded_(whole_tiles(spec.current.channels)),
        padded_labels_(whole_tiles(9 * labels_)) {
    current_ = allocate_map(spec.current);
    if (labels_ > 0) pack_labels(spec.current_map, 1, false, current_);
    std::int32_t patches = 0;
    for (std::size_t s = 0; s < spec.styles.size(); ++s) {
      Packed style = allocate_map(spec.styles[s].shape());
      pack_features(spec.styles[s], style);
      if (labels_ > 0) pack_labels(spec.style_maps[s], spec.semantic_weight, true, style);
      style.first_patch = patches;
      patches += (style.shape.height - 2) * (style.shape.width - 2);
      styles_.push_back(std::move(style));
    }
    best_ = backend.allocate<unsigned long long>({current_.shape.height - 2, current_.shape.width - 2, 1});
    history_ = backend.allocate<float>({1, patches, 1});
    highest_ = backend.allocate<unsigned>({1, patches, 1});
    penalty_ = backend.allocate<float>({1, patches, 1});
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
  Packed allocate_map(Shape shape) {
    Packed packed;
    packed.shape = shape;
    packed.halfs = backend_.allocate<std::uint16_t>({shape.height, shape.width, padded_ + padded_labels_});
    return packed;
  }

  void pack_features(const Tensor<float>& features, Packed& to) {
    cuda::pack_features(features, padded_, padded_ + padded_labels_, to.halfs.data());
  }

  void pack_labels(const Tensor<float>& map, float scale, bool style, Packed& to) {
    const Tensor<float> units = backend_.allocate<float>({to.shape.height, to.shape.width, labels_});
    for_each(to.shape.positions(), MakeUnit{map.data(), labels_, scale, units.data()});
    for_each(to.shape.positions(), PackLabels{units.data(), to.shape.width, labels_, padded_labels_,
                                              padded_ + padded_labels_, style, to.halfs.data() + padded_});
  }

  void search(float variety) {
    for_each(penalty_.size(), SetPenalty{{history_.data(), bias_.data(), variety}, penalty_.data()});
    zero(best_.data(), best_.size() * sizeof(unsigned long long));
    zero(highest_.data(), highest_.size() * sizeof(unsigned));
    for (const Packed& style : styles_) {
      search_patches({current_.map(), style.map(), padded_, padded_labels_, style.first_patch,
                      penalty_.data() + style.first_patch, best_.data(),
                      highest_.data() + style.first_patch});
    }
  }

  Backend& backend_;
  int labels_;
  int padded_, padded_labels_;  ///< halfs of a position
  Packed current_;
  std::vector<Packed> styles_;
  Tensor<unsigned long long> best_;
  Tensor<unsigned> highest_;
  Tensor<float> history_, penalty_, bias_;
  bool has_history_ = false;
};

}  // namespace

std::unique_ptr<MatchPlan> prepare_match(Backend& backend, const MatchPlanSpec& spec) {
  check_match_spec(spec);
  return std::make_unique<CudaMatchPlan>(backend, spec);
}

}  // namespace doodle::cuda
