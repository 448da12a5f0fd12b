#include "backend/window_match.h"

#include <algorithm>
#include <atomic>

#include "backend/cpu/match_plan.h"
#include "backend/cpu/match_scores.h"
#include "backend/cpu/operations.h"
#include "base/cancel.h"
#include "base/parallel.h"

namespace doodle::cpu {
namespace {

/// The two terms of any pair; notes the highest feature term of each style patch.
struct NotedPairs {
  const MatchScores& scores;
  std::uint32_t* highest;

  float label(int y, int x, const StylePatch& patch) const { return scores.label(y, x, patch); }
  float feature(int y, int x, std::int32_t q, const StylePatch& patch) const {
    const float value = scores.feature(y, x, patch);
    if (value == value) raise(highest[q], ordered_bits(value));
    return value;
  }

 private:
  static void raise(std::uint32_t& to, std::uint32_t value) {
    const std::atomic_ref<std::uint32_t> noted(to);
    std::uint32_t before = noted.load(std::memory_order_relaxed);
    while (before < value && !noted.compare_exchange_weak(before, value, std::memory_order_relaxed)) {
    }
  }
};

/// The device of a WindowMatch.
class Cpu {
 public:
  Cpu(Backend& backend, const MatchPlanSpec& spec)
      : scores_(backend, spec, *available_match_kernels().front()) {}

  void set_current(const Tensor<float>& features) { scores_.set_current(features); }
  NotedPairs pairs(std::uint32_t* highest) const { return {scores_, highest}; }

  template <class Body>
  void each(std::size_t count, const Body& body) const {
    constexpr std::size_t block = 256;
    SharedCancel cancel;
    parallel_for(static_cast<std::int64_t>((count + block - 1) / block), [&](std::int64_t b) {
      if (cancel.stopped()) return;
      const std::size_t begin = static_cast<std::size_t>(b) * block;
      for (std::size_t i = begin; i < std::min(begin + block, count); ++i) body(i);
    });
    cancel.rethrow();
  }
  template <class Body>
  void each_patch(std::size_t count, const Body& body) const {
    each(count, body);
  }

 private:
  MatchScores scores_;
};

}  // namespace

std::unique_ptr<MatchPlan> prepare_window_match(Backend& backend, const MatchPlanSpec& spec) {
  check_match_spec(spec);
  return std::make_unique<WindowMatch<Cpu>>(backend, spec);
}

}  // namespace doodle::cpu
