#include "backend/cpu/match_scores.h"

#include "backend/cpu/match_pack.h"
#include "backend/patch_ranges.h"

namespace doodle::cpu {
namespace {

Tensor<float> unit_map(Backend& backend, const Tensor<float>& map, bool half, float scale) {
  Tensor<float> unit = backend.allocate<float>(map.shape());
  make_unit(map, half, scale, unit);
  return unit;
}

const float* at(const Tensor<float>& map, int y, int x) {
  const Shape shape = map.shape();
  return map.data() +
         (static_cast<std::size_t>(y) * static_cast<std::size_t>(shape.width) + static_cast<std::size_t>(x)) *
             static_cast<std::size_t>(shape.channels);
}

}  // namespace

MatchScores::MatchScores(Backend& backend, const MatchPlanSpec& spec, const MatchKernels& kernels)
    : kernels_(kernels),
      ranges_(patch_ranges(shapes_of(spec.styles))),
      current_(backend.allocate<float>(spec.current)) {
  for (const Tensor<float>& style : spec.styles) styles_.push_back(unit_map(backend, style, true, 1));
  if (spec.style_maps.empty() || spec.semantic_weight <= 0) return;
  current_labels_ = unit_map(backend, spec.current_map, false, 1);
  for (const Tensor<float>& map : spec.style_maps) {
    style_labels_.push_back(unit_map(backend, map, false, spec.semantic_weight));
  }
}

void MatchScores::set_current(const Tensor<float>& features) {
  make_unit(features, true, 1, current_);
}

float MatchScores::sum(const Tensor<float>& a, int y, int x, const Tensor<float>& b,
                       const StylePatch& q) const {
  float total = 0;
  for (int row = 0; row < 3; ++row) {  // three positions side by side are one run of numbers
    total += kernels_.dot(at(a, y + row, x), at(b, q.row + row, q.column), 3 * a.shape().channels);
  }
  return total;
}

float MatchScores::feature(int y, int x, const StylePatch& q) const {
  return sum(current_, y, x, styles_[static_cast<std::size_t>(q.style)], q);
}

float MatchScores::label(int y, int x, const StylePatch& q) const {
  if (style_labels_.empty()) return 0;
  return sum(current_labels_, y, x, style_labels_[static_cast<std::size_t>(q.style)], q);
}

}  // namespace doodle::cpu
