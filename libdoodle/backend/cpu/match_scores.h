#pragma once

#include <vector>

#include "backend/backend.h"
#include "backend/cpu/match_kernels.h"
#include "kernels/style_patches.h"

namespace doodle::cpu {

/// The score of any one pair of patches, as MatchPlan defines it, in sums of fp32: for the shortlist of a
/// filter, and for searches that look at few pairs. Keeps all maps position by position, each of unit length.
class MatchScores {
 public:
  MatchScores(Backend& backend, const MatchPlanSpec& spec, const MatchKernels& kernels);
  /// The features that scores are of from now on, of the shape in the spec.
  void set_current(const Tensor<float>& features);

  /// The two terms in units of nine, of the current patch with its corner at (y, x) and a style patch. The
  /// label term has the weight, and is 0 without labels.
  float feature(int y, int x, const StylePatch& q) const;
  float label(int y, int x, const StylePatch& q) const;

  const std::vector<PatchRange>& ranges() const { return ranges_; }
  StylePatch locate(std::int32_t index) const {
    return locate_patch(ranges_.data(), static_cast<int>(ranges_.size()), index);
  }

 private:
  float sum(const Tensor<float>& a, int y, int x, const Tensor<float>& b, const StylePatch& q) const;

  const MatchKernels& kernels_;
  std::vector<PatchRange> ranges_;
  Tensor<float> current_, current_labels_;
  std::vector<Tensor<float>> styles_, style_labels_;
};

}  // namespace doodle::cpu
