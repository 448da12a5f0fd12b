#include "backend/cpu/match_plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "backend/cpu/band_search.h"
#include "backend/cpu/match_scores.h"
#include "backend/cpu/operations.h"
#include "backend/match_arrays.h"
#include "backend/match_check.h"
#include "base/check.h"
#include "base/parallel.h"
#include "kernels/match_penalty.h"

namespace doodle::cpu {
namespace {

/// Candidates that a filter keeps of every patch. With four, what is chosen scores within 1e-4 of the best
/// (docs/performance.md).
constexpr int filter_shortlist = 4;
/// Units of nine. Rounding to bf16 changes a score of flat, sparse features by about 0.005, others by less:
/// what the filter puts further behind its best candidate than four times that is not looked at again.
constexpr float filter_margin = 0.02f;
/// With fewer channels the errors of bf16 do not even out.
constexpr int fewest_filtered_channels = 32;

/// The strips of a map whose positions have length `scale` (zero stays zero).
Tensor<float> unit_strips(Backend& backend, const Tensor<float>& map, float scale) {
  Tensor<float> unit = backend.allocate<float>(map.shape());
  make_unit(map, false, scale, unit);
  return stack_rows(backend, unit);
}

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
  void set_penalty(float variety);
  float penalty(std::int32_t q, float variety) const;
  Candidate choose(std::size_t p, float variety) const;
  void collect_matches(float variety, Matches& matches) const;
  void collect_history();

  Backend& backend_;
  Shape current_;
  MatchOperands operands_;
  PackForm form_;  ///< of features
  std::unique_ptr<BandSearch> search_;
  std::unique_ptr<MatchScores> scores_;  ///< with a filter
  Tensor<float> history_;
  Tensor<float> bias_;
  bool has_history_ = false;
};

CpuMatchPlan::CpuMatchPlan(Backend& backend, const MatchPlanSpec& spec, const MatchKernels& kernels)
    : backend_(backend),
      current_(spec.current),
      operands_{kernels,
                kernels.pairs ? filter_shortlist : 1,
                kernels.pairs ? filter_margin : 0,
                {},
                {},
                false,
                0,
                0,
                {}},
      form_(kernels.pairs ? PackForm::bf16_pairs : PackForm::half) {
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
  if (kernels.pairs) scores_ = std::make_unique<MatchScores>(backend, spec, kernels);
  search_ = std::make_unique<BandSearch>(backend, operands_);
  search_->add_workers();
}

void CpuMatchPlan::pack_maps(const MatchPlanSpec& spec) {
  const bool pairs = operands_.kernels.pairs;
  const int depth = pairs ? (current_.channels + 1) / 2 : current_.channels;
  const Tensor<float> strips =
      operands_.labels ? unit_strips(backend_, spec.current_map, 1) : Tensor<float>();
  for (Stretch& stretch : operands_.current) {
    stretch.features = PackedMap(backend_, current_.height, depth, row_blocks(stretch, operands_.kernels));
    if (operands_.labels)
      stretch.strips = LabelStrips(strips, stretch.first, stretch.patches + 2, operands_.kernels);
  }
  for (Stretch& stretch : operands_.styles) {
    const std::size_t style = static_cast<std::size_t>(stretch.map);
    const std::vector<int> blocks = column_blocks(stretch, operands_.kernels);
    stretch.features = PackedMap(backend_, stretch.rows + 2, depth, blocks);
    pack({spec.styles[style], stretch.first, stretch.patches + 2, form_}, stretch.features);
    if (!operands_.labels) continue;
    // The weight goes into one side, so that the sums of both terms can be added as they are.
    const Tensor<float> labels = unit_strips(backend_, spec.style_maps[style], spec.semantic_weight);
    stretch.labels = PackedMap(backend_, stretch.rows, labels.shape().channels, blocks);
    pack({labels, stretch.first, stretch.patches + 2, PackForm::given}, stretch.labels);
  }
}

/// Of style patch q, in units of nine.
float CpuMatchPlan::penalty(std::int32_t q, float variety) const {
  return StylePenalty{history_.data(), bias_.data(), variety}(static_cast<std::size_t>(q));
}

void CpuMatchPlan::set_penalty(float variety) {
  for (const Stretch& style : operands_.styles) {
    for (int row = 0; row < style.rows; ++row) {
      float* row_penalty = operands_.penalty.data() + style.cell(row);
      for (int u = 0; u < style.patches; ++u) row_penalty[u] = penalty(style.index(row, u), variety);
    }
  }
}

/// The style patch for current patch p: the best that any thread found; with a filter, by exact scores of the
/// shortlist.
Candidate CpuMatchPlan::choose(std::size_t p, float variety) const {
  const int count = operands_.shortlist;
  std::array<Candidate, filter_shortlist> list;
  search_->candidates(p, list.data());
  if (scores_ == nullptr) return list[0];
  const int columns = current_.width - 2, y = static_cast<int>(p) / columns,
            x = static_cast<int>(p) % columns;
  Candidate best{-std::numeric_limits<float>::infinity(), list[0].index};
  for (int i = 0; i < count && list[i].score >= list[0].score - operands_.margin; ++i) {
    const StylePatch q = scores_->locate(list[i].index);
    const float score = scores_->feature(y, x, q) + scores_->label(y, x, q) - penalty(list[i].index, variety);
    if (const Candidate candidate{score, list[i].index}; candidate.before(best)) best = candidate;
  }
  return best;
}

void CpuMatchPlan::collect_matches(float variety, Matches& matches) const {
  parallel_for(current_.height - 2, [&](std::int64_t row) {
    const std::size_t columns = static_cast<std::size_t>(current_.width - 2);
    for (std::size_t p = static_cast<std::size_t>(row) * columns;
         p < static_cast<std::size_t>(row + 1) * columns; ++p) {
      const Candidate best = choose(p, variety);
      matches.index.data()[p] = best.index;
      matches.score.data()[p] = best.score / 9 + variety * history_.data()[best.index];
    }
  });
}

void CpuMatchPlan::collect_history() {
  for (const Stretch& style : operands_.styles) {
    for (int row = 0; row < style.rows; ++row) {
      for (int u = 0; u < style.patches; ++u) {
        const std::size_t cell = style.cell(row) + static_cast<std::size_t>(u);
        history_.data()[style.index(row, u)] = search_->style_best(cell) / 9;
      }
    }
  }
  has_history_ = true;
}

void CpuMatchPlan::run(const Tensor<float>& features, float variety, Matches& matches) {
  check_features(features.shape(), current_);
  const Shape patches{current_.height - 2, current_.width - 2, 1};
  fit_matches(backend_, patches, matches);
  search_->add_workers();
  for (Stretch& stretch : operands_.current) {
    pack({features, stretch.first, stretch.patches + 2, form_}, stretch.features);
  }
  if (scores_ != nullptr) scores_->set_current(features);
  if (variety != 0 && !has_history_) {
    set_penalty(0);
    search_->run();
    collect_history();
  }
  set_penalty(variety);
  search_->run();
  collect_matches(variety, matches);
  collect_history();
}

void CpuMatchPlan::set_bias(const Tensor<float>& bias) {
  bias_ = copy_bias(backend_, bias, history_.shape());
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
  if (spec.windowed) return prepare_window_match(backend, spec);
  const MatchKernels* filter = filter_match_kernels();
  const bool filtered = spec.filter && filter != nullptr && spec.current.channels >= fewest_filtered_channels;
  return prepare_match_with(backend, spec, filtered ? *filter : *available_match_kernels().front());
}

}  // namespace doodle::cpu
