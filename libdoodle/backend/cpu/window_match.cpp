#include "kernels/window_match.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <utility>

#include "backend/cpu/match_plan.h"
#include "backend/cpu/match_scores.h"
#include "backend/cpu/operations.h"
#include "backend/match_check.h"
#include "backend/match_regions.h"
#include "base/cancel.h"
#include "base/parallel.h"

namespace doodle::cpu {
namespace {

/// The two terms of any pair, for kernels/window_match.h; notes the highest feature term of each style patch.
struct NotedPairs {
  const MatchScores& scores;
  float* highest;

  float label(int y, int x, const StylePatch& patch) const { return scores.label(y, x, patch); }
  float feature(int y, int x, std::int32_t q, const StylePatch& patch) const {
    const float value = scores.feature(y, x, patch);
    const std::atomic_ref<float> noted(highest[q]);
    float before = noted.load(std::memory_order_relaxed);
    while (before < value && !noted.compare_exchange_weak(before, value, std::memory_order_relaxed)) {
    }
    return value;
  }
};

class CpuWindowMatch final : public MatchPlan {
 public:
  CpuWindowMatch(Backend& backend, const MatchPlanSpec& spec)
      : backend_(backend),
        current_(spec.current),
        patches_{spec.current.height - 2, spec.current.width - 2, 1},
        seed_(spec.seed),
        scores_(backend, spec, *available_match_kernels().front()),
        regions_(match_regions(backend, spec)) {
    const PatchRange& last = scores_.ranges().back();
    const int styles = last.first + last.rows * last.columns;
    history_ = backend.allocate<float>({1, styles, 1});
    penalty_.resize(history_.size());
    highest_.resize(history_.size());
    for (int i = 0; i < 2; ++i) {
      field_[i].resize(patches_.size());
      score_[i].resize(patches_.size());
    }
    reset();
  }

  void run(const Tensor<float>& features, float variety, Matches& matches) override {
    check_features(features.shape(), current_);
    if (matches.index.shape() != patches_) matches.index = backend_.allocate<std::int32_t>(patches_);
    if (matches.score.shape() != patches_) matches.score = backend_.allocate<float>(patches_);
    scores_.set_current(features);
    if (variety != 0 && !has_history_) search(0);
    search(variety);
    for (std::size_t p = 0; p < matches.index.size(); ++p) {
      const std::int32_t q = field_[now_][p];
      matches.index.data()[p] = q;
      matches.score.data()[p] = (score_[now_][p] + penalty_[static_cast<std::size_t>(q)]) / 9 - bias(q);
    }
  }

  void start(const Tensor<std::int32_t>& field) override {
    check_start(field.shape(), patches_);
    std::copy_n(field.data(), field.size(), field_[now_].begin());
  }

  void set_bias(const Tensor<float>& bias) override {
    if (!bias.empty()) check_bias(bias.shape(), history_.shape());
    bias_ = bias.empty() ? std::vector<float>() : std::vector<float>(bias.data(), bias.data() + bias.size());
  }

  void reset() override {
    backend_.zero(history_);
    has_history_ = false;
    std::fill(field_[now_].begin(), field_[now_].end(), -1);
    runs_ = 0;
  }

  const Tensor<float>& history() const override { return history_; }

 private:
  float bias(std::int32_t q) const { return bias_.empty() ? 0 : bias_[static_cast<std::size_t>(q)]; }

  void search(float variety) {
    for (std::size_t q = 0; q < penalty_.size(); ++q)
      penalty_[q] = 9 * (variety * history_.data()[q] + bias(static_cast<std::int32_t>(q)));
    std::fill(highest_.begin(), highest_.end(), -HUGE_VALF);
    const WindowPlan plan = window_plan(runs_++);
    each_patch([&](const WindowSweep& f, const NotedPairs& pairs, int y, int x) {
      measure_patch(f, pairs, y, x, plan.stream);
    });
    for (int sweep = 0; sweep < plan.sweeps; ++sweep) {
      each_patch([&](const WindowSweep& f, const NotedPairs& pairs, int y, int x) {
        sweep_patch(f, pairs, y, x, plan.jump(sweep), plan.stream_of(sweep));
      });
    }
    for (std::size_t q = 0; q < highest_.size(); ++q)
      if (highest_[q] > -HUGE_VALF) history_.data()[q] = highest_[q] / 9;
    has_history_ = true;
  }

  /// body(sweep, pairs, y, x) at every current patch, from the field of now to the other, which is then now.
  template <class Body>
  void each_patch(const Body& body) {
    const NotedPairs pairs{scores_, highest_.data()};
    const int before = std::exchange(now_, now_ ^ 1);
    const auto& ranges = scores_.ranges();
    const WindowSweep f{patches_.height,
                        patches_.width,
                        ranges.data(),
                        static_cast<int>(ranges.size()),
                        regions_.current.data(),
                        regions_.members.data(),
                        regions_.member_begin.data(),
                        penalty_.data(),
                        field_[before].data(),
                        score_[before].data(),
                        field_[now_].data(),
                        score_[now_].data(),
                        seed_};
    SharedCancel cancel;
    parallel_for(f.rows, [&](std::int64_t y) {
      if (cancel.stopped()) return;
      for (int x = 0; x < f.columns; ++x) body(f, pairs, static_cast<int>(y), x);
    });
    cancel.rethrow();
  }

  Backend& backend_;
  const Shape current_, patches_;
  const std::uint64_t seed_;
  MatchScores scores_;
  const MatchRegions regions_;
  Tensor<float> history_;
  std::vector<float> bias_, penalty_, highest_;
  std::vector<std::int32_t> field_[2];
  std::vector<float> score_[2];
  int now_ = 0;
  int runs_ = 0;
  bool has_history_ = false;
};

}  // namespace

std::unique_ptr<MatchPlan> prepare_window_match(Backend& backend, const MatchPlanSpec& spec) {
  check_match_spec(spec);
  return std::make_unique<CpuWindowMatch>(backend, spec);
}

}  // namespace doodle::cpu
