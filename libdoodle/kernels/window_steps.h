#pragma once

#include "kernels/ordered_bits.h"
#include "kernels/window_match.h"

// The steps of a windowed search, each as what is done for the p-th current patch or the q-th style patch.
// `run`, the number of the search, lies in the device's memory: so the steps of all later searches are alike.
namespace doodle {

template <class Pairs>
struct MeasurePatches {
  WindowSweep f;
  Pairs pairs;
  const int* run;
  DOODLE_HD void operator()(std::size_t p) const {
    measure_patch(f, pairs, static_cast<int>(p) / f.columns, static_cast<int>(p) % f.columns,
                  window_plan(*run).stream);
  }
};

template <class Pairs>
struct SweepPatches {
  WindowSweep f;
  Pairs pairs;
  int sweep;
  const int* run;
  DOODLE_HD void operator()(std::size_t p) const {
    const WindowPlan plan = window_plan(*run);
    sweep_patch(f, pairs, static_cast<int>(p) / f.columns, static_cast<int>(p) % f.columns, plan.jump(sweep),
                plan.stream_of(sweep));
  }
};

/// The search is over: the next one is another run.
struct CountRun {
  int* run;
  DOODLE_HD void operator()(std::size_t) const { ++*run; }
};

/// The history of the style patches that were looked at; `highest` is the bits of their highest feature term,
/// in units of nine, or 0.
struct KeepHighest {
  const std::uint32_t* highest;
  float* history;
  DOODLE_HD void operator()(std::size_t q) const {
    if (highest[q] != 0) history[q] = from_ordered_bits(highest[q]) / 9;
  }
};

/// The choices as Matches has them.
struct ReportMatches {
  const std::int32_t* field;
  const float *score, *penalty;
  const float* bias;  ///< null: none
  std::int32_t* index;
  float* out;
  DOODLE_HD void operator()(std::size_t p) const {
    const std::int32_t q = field[p];
    index[p] = q;
    out[p] = (score[p] + penalty[q]) / 9 - (bias == nullptr ? 0.0f : bias[q]);
  }
};

struct ForgetMatches {
  std::int32_t* field;
  DOODLE_HD void operator()(std::size_t p) const { field[p] = -1; }
};

}  // namespace doodle
