#pragma once

#include <array>
#include <vector>

#include "backend/cpu/match_layout.h"

namespace doodle::cpu {

/// Everything that the threads share while they match: read only.
struct MatchOperands {
  const MatchKernels& kernels;
  std::vector<Stretch> current;
  std::vector<Stretch> styles;
  bool labels = false;
  std::size_t current_patches = 0;
  std::size_t table_size = 0;  ///< of a table per style patch: Stretch::table
  Tensor<float> penalty;       ///< table, in units of nine; infinite where there is no patch
};

/// What one thread finds and the memory it needs for that. Scores are in units of nine.
class MatchWorker {
 public:
  MatchWorker(Backend& backend, const MatchOperands& operands);
  /// Forgets what it found.
  void clear();
  /// Matches all row pairs (y, y + diagonal) of a stretch of the current map and one of a style.
  void walk(const MatchOperands& operands, const Stretch& current, const Stretch& style, int diagonal);

  /// Per current patch: best score, and the style patch that has it, the lowest index of equals.
  const float* best() const { return best_.data(); }
  const std::int32_t* index() const { return index_.data(); }
  /// Per style patch, table: the highest feature term.
  const float* style_best() const { return style_best_.data(); }

 private:
  struct Tiles {
    Tensor<float> gram;
    std::array<Tensor<float>, 3> sums;
    MatchTerm term(int step) const;
  };
  Tiles make_tiles(Backend& backend, const MatchOperands& operands) const;
  void keep_best(const MatchOperands& operands, const MatchRow& row, const Stretch& style, int style_row,
                 int first);

  int gram_stride_ = 0;
  Tiles features_;
  Tiles labels_;
  Tensor<float> lanes_;
  Tensor<float> row_best_;
  Tensor<float> best_;
  Tensor<std::int32_t> index_;
  Tensor<float> style_best_;
};

}  // namespace doodle::cpu
