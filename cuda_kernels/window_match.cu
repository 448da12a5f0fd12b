#include <cmath>
#include <utility>
#include <vector>

#include "backend/match_check.h"
#include "backend/match_regions.h"
#include "kernels/half.h"
#include "kernels/window_match.h"
#include "launch.h"
#include "operations.h"
#include "style_table.h"

namespace doodle::cuda {
namespace {

/// A position's channels of unit length (zero stays zero), rounded to fp16 or not, times scale. The length is
/// summed as on the CPU (eight interleaved sums), so that both match the same numbers.
struct MakeUnit {
  const float* from;
  int channels;
  bool half;
  float scale;
  float* to;
  DOODLE_DEVICE void operator()(std::size_t p) const {
    const std::size_t first = p * static_cast<std::size_t>(channels);
    double part[8] = {};
    for (int c = 0; c < channels; ++c) {
      const auto value = static_cast<double>(from[first + static_cast<std::size_t>(c)]);
      part[c < channels / 8 * 8 ? c % 8 : 0] += value * value;
    }
    const double squared =
        ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
    const double inverse = squared > 0 ? 1 / std::sqrt(squared) : 0;
    for (int c = 0; c < channels; ++c) {
      const std::size_t i = first + static_cast<std::size_t>(c);
      const auto unit = static_cast<float>(static_cast<double>(from[i]) * inverse);
      to[i] = scale * (half ? round_to_half(unit) : unit);
    }
  }
};

/// One kind of map, the current one and the styles', made unit.
struct PairMaps {
  const float* current;
  int width;
  int channels;  ///< 0: there are no maps
  const float* const* styles;
  const int* style_widths;

  /// Sum over the nine positions of the pair.
  DOODLE_DEVICE float sum(int y, int x, const StylePatch& patch) const {
    const int run = 3 * channels;  // three positions side by side
    float total = 0;
    for (int row = 0; row < 3; ++row) {
      const float* a =
          current + static_cast<std::size_t>((y + row) * width + x) * static_cast<std::size_t>(channels);
      const float* b =
          styles[patch.style] +
          static_cast<std::size_t>((patch.row + row) * style_widths[patch.style] + patch.column) *
              static_cast<std::size_t>(channels);
      for (int i = 0; i < run; ++i) total += a[i] * b[i];
    }
    return total;
  }
};

/// The two terms of any pair, for kernels/window_match.h; notes the highest feature term of each style patch.
struct NotedPairs {
  PairMaps features, labels;
  unsigned* highest;

  DOODLE_DEVICE float label(int y, int x, const StylePatch& patch) const {
    return labels.channels > 0 ? labels.sum(y, x, patch) : 0.0f;
  }
  DOODLE_DEVICE float feature(int y, int x, std::int32_t q, const StylePatch& patch) const {
    const float value = features.sum(y, x, patch);
    if (value == value) raise(highest + q, ordered_bits(value));
    return value;
  }
};

struct Measure {
  WindowSweep f;
  NotedPairs pairs;
  std::uint64_t stream;
  DOODLE_DEVICE void operator()(std::size_t p) const {
    measure_patch(f, pairs, static_cast<int>(p) / f.columns, static_cast<int>(p) % f.columns, stream);
  }
};

struct Sweep {
  WindowSweep f;
  NotedPairs pairs;
  int jump;
  std::uint64_t stream;
  DOODLE_DEVICE void operator()(std::size_t p) const {
    sweep_patch(f, pairs, static_cast<int>(p) / f.columns, static_cast<int>(p) % f.columns, jump, stream);
  }
};

struct Penalty {
  const float *history, *bias;
  float variety;
  float* penalty;
  DOODLE_DEVICE void operator()(std::size_t q) const {
    penalty[q] = 9 * (variety * history[q] + (bias == nullptr ? 0.0f : bias[q]));
  }
};

struct KeepHighest {
  const unsigned* highest;
  float* history;
  DOODLE_DEVICE void operator()(std::size_t q) const {
    if (highest[q] != 0) history[q] = from_ordered_bits(highest[q]) / 9;
  }
};

struct Report {
  const std::int32_t* field;
  const float *score, *penalty, *bias;
  std::int32_t* index;
  float* out;
  DOODLE_DEVICE void operator()(std::size_t p) const {
    const std::int32_t q = field[p];
    index[p] = q;
    out[p] = (score[p] + penalty[q]) / 9 - (bias == nullptr ? 0.0f : bias[q]);
  }
};

struct Forget {
  std::int32_t* field;
  DOODLE_DEVICE void operator()(std::size_t p) const { field[p] = -1; }
};

/// The maps of PairMaps and their owners.
class UnitMaps {
 public:
  UnitMaps() = default;
  UnitMaps(Backend& backend, Shape current, const std::vector<Tensor<float>>& styles, bool half, float scale)
      : half_(half), current_(backend.allocate<float>(current)) {
    std::vector<Shape> shapes;
    for (const Tensor<float>& style : styles) {
      styles_.push_back(backend.allocate<float>(style.shape()));
      for_each(style.shape().positions(),
               MakeUnit{style.data(), style.shape().channels, half, scale, styles_.back().data()});
      shapes.push_back(style.shape());
    }
    table_ = make_style_table(backend, shapes, styles_);
  }
  void set_current(const Tensor<float>& map) {
    for_each(map.shape().positions(), MakeUnit{map.data(), map.shape().channels, half_, 1, current_.data()});
  }
  const StyleTable& table() const { return table_; }
  PairMaps maps() const {
    if (current_.empty()) return {};
    const Shape shape = current_.shape();
    return {current_.data(), shape.width, shape.channels, table_.maps.data(), table_.widths.data()};
  }

 private:
  bool half_ = false;
  Tensor<float> current_;
  std::vector<Tensor<float>> styles_;
  StyleTable table_;
};

class CudaWindowMatch final : public MatchPlan {
 public:
  CudaWindowMatch(Backend& backend, const MatchPlanSpec& spec)
      : backend_(backend),
        current_(spec.current),
        patches_{spec.current.height - 2, spec.current.width - 2, 1},
        seed_(spec.seed),
        features_(backend, spec.current, spec.styles, true, 1) {
    if (!spec.style_maps.empty() && spec.semantic_weight > 0) {
      labels_ = UnitMaps(backend, spec.current_map.shape(), spec.style_maps, false, spec.semantic_weight);
      labels_.set_current(spec.current_map);
    }
    const MatchRegions regions = match_regions(backend, spec);
    const auto upload = [&](const std::vector<std::int32_t>& values) {
      return backend.upload<std::int32_t>({1, static_cast<int>(values.size()), 1}, values.data());
    };
    region_ = upload(regions.current);
    members_ = upload(regions.members);
    member_begin_ = upload(regions.member_begin);
    const Shape styles{1, features_.table().patches, 1};
    history_ = backend.allocate<float>(styles);
    penalty_ = backend.allocate<float>(styles);
    highest_ = backend.allocate<unsigned>(styles);
    for (int i = 0; i < 2; ++i) {
      field_[i] = backend.allocate<std::int32_t>(patches_);
      score_[i] = backend.allocate<float>(patches_);
    }
    reset();
  }

  void run(const Tensor<float>& features, float variety, Matches& matches) override {
    check_features(features.shape(), current_);
    if (matches.index.shape() != patches_) matches.index = backend_.allocate<std::int32_t>(patches_);
    if (matches.score.shape() != patches_) matches.score = backend_.allocate<float>(patches_);
    features_.set_current(features);
    if (variety != 0 && !has_history_) search(0);
    search(variety);
    for_each(patches_.size(), Report{field_[now_].data(), score_[now_].data(), penalty_.data(), bias_.data(),
                                     matches.index.data(), matches.score.data()});
  }

  void start(const Tensor<std::int32_t>& field) override {
    check_start(field.shape(), patches_);
    copy(field.data(), field_[now_].data(), field.size() * sizeof(std::int32_t));
  }

  void set_bias(const Tensor<float>& bias) override {
    if (!bias.empty()) check_bias(bias.shape(), history_.shape());
    bias_ = {};
    if (bias.empty()) return;
    bias_ = backend_.allocate<float>(bias.shape());
    copy(bias.data(), bias_.data(), bias.size() * sizeof(float));
  }

  void reset() override {
    zero(history_.data(), history_.size() * sizeof(float));
    has_history_ = false;
    for_each(patches_.size(), Forget{field_[now_].data()});
    runs_ = 0;
  }

  const Tensor<float>& history() const override { return history_; }

 private:
  void search(float variety) {
    for_each(penalty_.size(), Penalty{history_.data(), bias_.data(), variety, penalty_.data()});
    zero(highest_.data(), highest_.size() * sizeof(unsigned));
    const NotedPairs pairs{features_.maps(), labels_.maps(), highest_.data()};
    const WindowPlan plan = window_plan(runs_++);
    for_each(patches_.size(), Measure{next(), pairs, plan.stream});
    for (int sweep = 0; sweep < plan.sweeps; ++sweep)
      for_each(patches_.size(), Sweep{next(), pairs, plan.jump(sweep), plan.stream_of(sweep)});
    for_each(history_.size(), KeepHighest{highest_.data(), history_.data()});
    has_history_ = true;
  }

  /// From the field of now to the other, which is then now.
  WindowSweep next() {
    const int before = std::exchange(now_, now_ ^ 1);
    return {patches_.height,
            patches_.width,
            features_.table().ranges.data(),
            features_.table().count,
            region_.data(),
            members_.data(),
            member_begin_.data(),
            penalty_.data(),
            field_[before].data(),
            score_[before].data(),
            field_[now_].data(),
            score_[now_].data(),
            seed_};
  }

  Backend& backend_;
  const Shape current_, patches_;
  const std::uint64_t seed_;
  UnitMaps features_, labels_;
  Tensor<std::int32_t> region_, members_, member_begin_;
  Tensor<float> history_, penalty_, bias_;
  Tensor<unsigned> highest_;
  Tensor<std::int32_t> field_[2];
  Tensor<float> score_[2];
  int now_ = 0;
  int runs_ = 0;
  bool has_history_ = false;
};

}  // namespace

std::unique_ptr<MatchPlan> prepare_window_match(Backend& backend, const MatchPlanSpec& spec) {
  check_match_spec(spec);
  return std::make_unique<CudaWindowMatch>(backend, spec);
}

}  // namespace doodle::cuda
