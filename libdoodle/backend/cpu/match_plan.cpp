#include "backend/cpu/match_plan.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "backend/cpu/match_check.h"
#include "backend/cpu/match_walk.h"
#include "backend/cpu/operations.h"
#include "base/check.h"
#include "base/parallel.h"

namespace doodle::cpu {
namespace {

/// Enough that the last bands, which are short, leave no thread idle for long.
constexpr int bands_per_thread = 8;

class CpuMatchPlan final : public MatchPlan {
 public:
  CpuMatchPlan(Backend& backend, const MatchPlanSpec& spec, const MatchKernels& kernels);
  CpuMatchPlan(const CpuMatchPlan&) = delete;
  CpuMatchPlan& operator=(const CpuMatchPlan&) = delete;

  void run(const Tensor<float>& features, float variety, Matches& matches) override;
  void set_bias(const Tensor<float>& bias) override;
  void reset() override;
  const Tensor<float>& history() const override { return history_; }

 private:
  void pack_maps(const MatchPlanSpec& spec);
  void plan_bands();
  void add_workers();
  void set_penalty(float variety);
  void search();
  void collect_matches(float variety, Matches& matches) const;
  void collect_history();

  Backend& backend_;
  Shape current_;
  MatchOperands operands_;
  std::vector<Band> bands_;
  std::vector<MatchWorker> workers_;
  Tensor<float> history_;
  Tensor<float> bias_;
  bool has_history_ = false;
};

CpuMatchPlan::CpuMatchPlan(Backend& backend, const MatchPlanSpec& spec, const MatchKernels& kernels)
    : backend_(backend), current_(spec.current), operands_{kernels, {}, {}, false, 0, 0, {}} {
  operands_.current = current_stretches(spec.current);
  operands_.styles = style_stretches(spec.styles, kernels);
  operands_.labels = !spec.style_maps.empty() && spec.semantic_weight > 0;
  operands_.current_patches = Shape{current_.height - 2, current_.width - 2, 1}.size();
  const Stretch& last = operands_.styles.back();
  operands_.table_size = last.cell(last.rows);
  operands_.penalty = backend.allocate<float>({1, static_cast<int>(operands_.table_size), 1});
  std::fill_n(operands_.penalty.data(), operands_.table_size, std::numeric_limits<float>::infinity());
  history_ = backend.allocate<float>({1, last.index(last.rows - 1, last.patches), 1});
  reset();
  pack_maps(spec);
  plan_bands();
  add_workers();
}

void CpuMatchPlan::pack_maps(const MatchPlanSpec& spec) {
  const int depth = current_.channels, labels = operands_.labels ? spec.current_map.shape().channels : 0;
  for (Stretch& stretch : operands_.current) {
    const std::vector<int> blocks = row_blocks(stretch, operands_.kernels);
    stretch.features = PackedMap(backend_, current_.height, depth, blocks);
    if (labels == 0) continue;
    stretch.labels = PackedMap(backend_, current_.height, labels, blocks);
    pack({spec.current_map, stretch.first, stretch.patches + 2, false, 1}, stretch.labels);
  }
  for (Stretch& stretch : operands_.styles) {
    const std::size_t style = static_cast<std::size_t>(stretch.map);
    const std::vector<int> blocks = column_blocks(stretch, operands_.kernels);
    stretch.features = PackedMap(backend_, stretch.rows + 2, depth, blocks);
    pack({spec.styles[style], stretch.first, stretch.patches + 2, true, 1}, stretch.features);
    if (labels == 0) continue;
    // The weight goes into one side, so that the sums of both terms can be added as they are.
    stretch.labels = PackedMap(backend_, stretch.rows + 2, labels, blocks);
    pack({spec.style_maps[style], stretch.first, stretch.patches + 2, false, spec.semantic_weight},
         stretch.labels);
  }
}

void CpuMatchPlan::plan_bands() {
  int diagonals = 0;
  for (const Stretch& current : operands_.current) {
    for (const Stretch& style : operands_.styles) diagonals += current.rows + style.rows - 1;
  }
  const int width = std::clamp(diagonals / (bands_per_thread * omp_get_max_threads()), 1, Band::widest);
  for (const Stretch& current : operands_.current) {
    for (const Stretch& style : operands_.styles) {
      for (int d = 1 - current.rows; d < style.rows; d += width) {
        bands_.push_back({&current, &style, d, std::min(width, style.rows - d)});
      }
    }
  }
  // Long ones first, so that the threads end together.
  const auto length = [](const Band& band) { return band.end(band.first) - band.begin(band.first); };
  std::stable_sort(bands_.begin(), bands_.end(),
                   [&](const Band& a, const Band& b) { return length(a) > length(b); });
}

void CpuMatchPlan::add_workers() {
  const std::size_t wanted = std::min(bands_.size(), static_cast<std::size_t>(omp_get_max_threads()));
  while (workers_.size() < wanted) workers_.emplace_back(backend_, operands_);
  while (workers_.size() > wanted) workers_.pop_back();
}

void CpuMatchPlan::set_penalty(float variety) {
  for (const Stretch& style : operands_.styles) {
    for (int row = 0; row < style.rows; ++row) {
      float* penalty = operands_.penalty.data() + style.cell(row);
      const int first = style.index(row, 0);
      for (int u = 0; u < style.patches; ++u) {
        const float bias = bias_.empty() ? 0 : bias_.data()[first + u];
        penalty[u] = 9 * (variety * history_.data()[first + u] + bias);
      }
    }
  }
}

void CpuMatchPlan::search() {
  std::atomic<std::size_t> next{0};
  parallel_for(static_cast<std::int64_t>(workers_.size()), [&](std::int64_t w) {
    MatchWorker& worker = workers_[static_cast<std::size_t>(w)];
    worker.clear();
    for (std::size_t i = next++; i < bands_.size(); i = next++) {
      worker.walk(operands_, bands_[i]);
    }
  });
}

void CpuMatchPlan::collect_matches(float variety, Matches& matches) const {
  for (std::size_t p = 0; p < operands_.current_patches; ++p) {
    float best = workers_[0].best()[p];
    std::int32_t index = workers_[0].index()[p];
    for (const MatchWorker& worker : workers_) {
      const float other = worker.best()[p];
      if (other < best || (other == best && worker.index()[p] >= index)) continue;
      best = other;
      index = worker.index()[p];
    }
    matches.index.data()[p] = index;
    matches.score.data()[p] = best / 9 + variety * history_.data()[index];
  }
}

void CpuMatchPlan::collect_history() {
  for (const Stretch& style : operands_.styles) {
    for (int row = 0; row < style.rows; ++row) {
      for (int u = 0; u < style.patches; ++u) {
        const std::size_t cell = style.cell(row) + static_cast<std::size_t>(u);
        float best = workers_[0].style_best()[cell];
        for (const MatchWorker& worker : workers_) best = std::max(best, worker.style_best()[cell]);
        history_.data()[style.index(row, u)] = best / 9;
      }
    }
  }
  has_history_ = true;
}

void CpuMatchPlan::run(const Tensor<float>& features, float variety, Matches& matches) {
  check_features(features.shape(), current_);
  const Shape patches{current_.height - 2, current_.width - 2, 1};
  if (matches.index.shape() != patches) matches.index = backend_.allocate<std::int32_t>(patches);
  if (matches.score.shape() != patches) matches.score = backend_.allocate<float>(patches);
  add_workers();
  for (Stretch& stretch : operands_.current) {
    pack({features, stretch.first, stretch.patches + 2, true, 1}, stretch.features);
  }
  if (variety != 0 && !has_history_) {
    set_penalty(0);
    search();
    collect_history();
  }
  set_penalty(variety);
  search();
  collect_matches(variety, matches);
  collect_history();
}

void CpuMatchPlan::set_bias(const Tensor<float>& bias) {
  if (!bias.empty()) check_bias(bias.shape(), history_.shape());
  bias_ = {};
  if (bias.empty()) return;
  bias_ = backend_.allocate<float>(bias.shape());
  backend_.copy_bytes(bias.data(), bias_.data(), bias.size() * sizeof(float));
}

void CpuMatchPlan::reset() {
  backend_.zero(history_);
  has_history_ = false;
}

}  // namespace

std::unique_ptr<MatchPlan> prepare_match_with(Backend& backend, const MatchPlanSpec& spec,
                                              const MatchKernels& kernels) {
  check_match_spec(spec);
  return std::make_unique<CpuMatchPlan>(backend, spec, kernels);
}

std::unique_ptr<MatchPlan> prepare_match(Backend& backend, const MatchPlanSpec& spec) {
  return prepare_match_with(backend, spec, *available_match_kernels().front());
}

}  // namespace doodle::cpu
