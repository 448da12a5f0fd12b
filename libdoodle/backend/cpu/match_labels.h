#pragma once

#include <vector>

#include "backend/backend.h"
#include "backend/cpu/match_kernels.h"

namespace doodle::cpu {

/// Three positions one below the other, as one of three times as many channels: (height - 2) x width x 3
/// labels. The product of two such strips is what a column of a patch adds to the label term.
Tensor<float> stack_rows(Backend& backend, const Tensor<float>& labels);

/// The strips of the current map, in the columns of one stretch. Labels are few and their areas large, so
/// most strips of a row are the same few: each is kept once per row, in blocks for MatchKernels::gram.
class LabelStrips {
 public:
  LabelStrips() = default;
  /// Columns first .. first + count - 1 of `strips`, which stack_rows() made.
  LabelStrips(const Tensor<float>& strips, int first, int count, const MatchKernels& kernels);

  int depth() const { return depth_; }
  /// Of row y: the place of each column's strip among the row's different ones.
  const int* places(int y) const { return rows_[static_cast<std::size_t>(y)].places.data(); }
  /// Of row y: where its blocks of different strips begin, and their number behind the last.
  const std::vector<int>& starts(int y) const { return rows_[static_cast<std::size_t>(y)].starts; }
  const float* block(int y, int b) const;

 private:
  struct Row {
    std::vector<int> places;
    std::vector<int> starts;
    std::vector<float> values;
  };
  int depth_ = 0;
  std::vector<Row> rows_;
};

}  // namespace doodle::cpu
