#pragma once

#include <cstdint>
#include <vector>

#include "tensor/tensor.h"

namespace doodle {

/// Matches of every 3x3 patch (stride 1, valid) of an h x w map: (h-2) x (w-2) values.
struct Matches {
  Tensor<std::int32_t> index;  ///< style patch: offset of its style map + row * (style width - 2) + column
  Tensor<float> score;         ///< s(p, q) - bias(q) of the chosen q
};

/// The search for the best style patch of every patch of the current features, made ready for one set of
/// shapes and for the features and maps of the style (which are fixed for a phase). Score: s(p,q) = 1/9 sum_d
/// <f'(p+d), g'(q+d)> + w/9 sum_d <m'(p+d), n'(q+d)>, f', g', m', n' of unit length at every position (zero
/// stays zero), features rounded to fp16 after that, the label term exact (docs/algorithm.md).
class MatchPlan {
 public:
  virtual ~MatchPlan() = default;
  /// Chooses argmax_q s(p,q) - variety * h(q) - bias(q), ties to the lowest index, and keeps h for the next
  /// call: h(q) = max_p of the feature term of s(p,q). h is 0 before the first call, and after reset().
  virtual void run(const Tensor<float>& features, float variety, Matches& matches) = 0;
  /// Adds a bias per style patch (offsets as in Matches::index; 1 x count x 1), or none when empty.
  virtual void set_bias(const Tensor<float>& bias) = 0;
  virtual void reset() = 0;
  /// h of the last run, 1 x count x 1.
  virtual const Tensor<float>& history() const = 0;
  /// Where a windowed search begins: a style patch for each current patch, as in Matches::index, or -1. An
  /// exact one needs no start.
  virtual void start(const Tensor<std::int32_t>& field) { static_cast<void>(field); }
};

/// What a MatchPlan is made for. Maps are empty tensors when there are none; then semantic_weight is ignored.
struct MatchPlanSpec {
  Shape current;                      ///< of the features to be matched; at least 3x3
  Tensor<float> current_map;          ///< current height x width x labels, as embedded (not yet normalised)
  std::vector<Tensor<float>> styles;  ///< features of each style image; each at least 3x3
  std::vector<Tensor<float>> style_maps;  ///< one per style, or none at all
  float semantic_weight = 0;
  /// Lets the device look for candidates with features of lower precision, from which exact scores choose:
  /// about twice as fast where it has such arithmetic. Choices then score within about 1e-4 of the best, the
  /// history within 1e-3.
  bool filter = false;
  /// Looks at few of the pairs (kernels/window_match.h), from the matches of the run before on: the time then
  /// grows with the patches of the image alone. Most choices are the best ones, all scores are exact; h is
  /// the highest of the feature terms that were looked at, and stays where there was none.
  bool windowed = false;
  std::uint64_t seed = 0;  ///< of the windowed search's random choices
};

}  // namespace doodle
