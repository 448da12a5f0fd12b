#pragma once

#include <utility>
#include <vector>

#include "backend/match_arrays.h"
#include "backend/match_check.h"
#include "backend/match_regions.h"
#include "backend/patch_ranges.h"
#include "kernels/match_penalty.h"
#include "kernels/window_steps.h"

namespace doodle {

/// A windowed search on any device: its state, in the device's memory, and the order of its steps. The device
/// adds how scores are had and how a step is done:
///   Device(Backend&, const MatchPlanSpec&): keeps the style's maps, and the image's labels, in its own form;
///   set_current(features): the features to be matched from now on;
///   pairs(highest): the terms of any pair, for kernels/window_match.h; raises `highest` (ordered_bits() per
///     style patch) to each feature term;
///   each(count, body): body(i) for i = 0 .. count - 1, in any order;
///   each_patch(count, body): the same for bodies that ask for pairs.
template <class Device>
class WindowMatch final : public MatchPlan {
 public:
  /// The spec must have passed check_match_spec().
  WindowMatch(Backend& backend, const MatchPlanSpec& spec)
      : backend_(backend),
        current_(spec.current),
        patches_{spec.current.height - 2, spec.current.width - 2, 1},
        seed_(spec.seed),
        device_(backend, spec) {
    const std::vector<PatchRange> ranges = patch_ranges(shapes_of(spec.styles));
    const MatchRegions regions = match_regions(backend, spec);
    ranges_ = upload(ranges);
    region_ = upload(regions.current);
    members_ = upload(regions.members);
    member_begin_ = upload(regions.member_begin);
    const Shape styles{1, patch_count(ranges), 1};
    history_ = backend.allocate<float>(styles);
    penalty_ = backend.allocate<float>(styles);
    highest_ = backend.allocate<std::uint32_t>(styles);
    run_ = backend.allocate<int>({1, 1, 1});
    for (int i = 0; i < 2; ++i) {
      field_[i] = backend.allocate<std::int32_t>(patches_);
      score_[i] = backend.allocate<float>(patches_);
    }
    reset();
  }

  void run(const Tensor<float>& features, float variety, Matches& matches) override {
    check_features(features.shape(), current_);
    fit_matches(backend_, patches_, matches);
    device_.set_current(features);
    if (variety != 0 && !has_history_) search(0);
    search(variety);
    device_.each(patches_.size(), ReportMatches{field_[now_].data(), score_[now_].data(), penalty_.data(),
                                                bias_.data(), matches.index.data(), matches.score.data()});
  }

  void start(const Tensor<std::int32_t>& field) override {
    check_start(field.shape(), patches_);
    backend_.copy_bytes(field.data(), field_[now_].data(), field.size() * sizeof(std::int32_t));
  }

  void set_bias(const Tensor<float>& bias) override { bias_ = copy_bias(backend_, bias, history_.shape()); }

  void reset() override {
    backend_.zero(history_);
    has_history_ = false;
    device_.each(patches_.size(), ForgetMatches{field_[now_].data()});
    backend_.zero(run_);
  }

  const Tensor<float>& history() const override { return history_; }

 private:
  template <class T>
  Tensor<T> upload(const std::vector<T>& values) {
    return backend_.upload<T>({1, static_cast<int>(values.size()), 1}, values.data());
  }

  void search(float variety) {
    device_.each(penalty_.size(), SetPenalty{{history_.data(), bias_.data(), variety}, penalty_.data()});
    backend_.zero(highest_);
    const auto pairs = device_.pairs(highest_.data());
    const int sweeps = window_plan(has_history_ ? 1 : 0).sweeps;
    device_.each_patch(patches_.size(), MeasurePatches{next(), pairs, run_.data()});
    for (int sweep = 0; sweep < sweeps; ++sweep)
      device_.each_patch(patches_.size(), SweepPatches{next(), pairs, sweep, run_.data()});
    device_.each(1, CountRun{run_.data()});
    device_.each(history_.size(), KeepHighest{highest_.data(), history_.data()});
    has_history_ = true;
  }

  /// From the field of now to the other, which is then now.
  WindowSweep next() {
    const int before = std::exchange(now_, now_ ^ 1);
    return {patches_.height,
            patches_.width,
            ranges_.data(),
            ranges_.shape().width,
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
  Device device_;
  Tensor<PatchRange> ranges_;
  Tensor<std::int32_t> region_, members_, member_begin_;
  Tensor<float> history_, penalty_, bias_;
  Tensor<std::uint32_t> highest_;
  Tensor<int> run_;  ///< number of the search
  Tensor<std::int32_t> field_[2];
  Tensor<float> score_[2];
  int now_ = 0;
  bool has_history_ = false;
};

}  // namespace doodle
