#pragma once

#include <vector>

#include "backend/cpu/match_kernels.h"
#include "backend/cpu/match_labels.h"
#include "backend/cpu/match_pack.h"

namespace doodle::cpu {

/// A stretch of patch columns of one map, all rows of it. The patches of a map are split between its
/// stretches; the positions overlap by two. A stretch is so narrow that its tiles stay in the second-level
/// cache.
struct Stretch {
  int map = 0;            ///< which style
  int first = 0;          ///< first patch column, and first position
  int patches = 0;        ///< patch columns; patches + 2 positions
  int rows = 0;           ///< patch rows
  int patch_stride = 0;   ///< patch columns of the whole map
  int first_patch = 0;    ///< global index of patch (row 0, column `first`)
  int padded = 0;         ///< of a style: positions rounded up to whole vectors
  std::size_t table = 0;  ///< of a style: where its rows x padded values per patch start in a PatchTable
  PackedMap features;
  // Not set when there are no labels:
  LabelStrips strips;  ///< of the current map
  PackedMap labels;    ///< of a style: its rows stacked (stack_rows()), times the weight

  int index(int row, int column) const { return first_patch + row * patch_stride + column; }
  std::size_t cell(int row) const {
    return table + static_cast<std::size_t>(row) * static_cast<std::size_t>(padded);
  }
};

/// The current map in stretches.
std::vector<Stretch> current_stretches(Shape current);

/// All style maps in stretches of whole vectors; patches are numbered map by map, row by row.
std::vector<Stretch> style_stretches(const std::vector<Tensor<float>>& styles, const MatchKernels& kernels);

/// Block starts for PackedMap: current columns, and style columns.
std::vector<int> row_blocks(const Stretch& stretch, const MatchKernels& kernels);
std::vector<int> column_blocks(const Stretch& stretch, const MatchKernels& kernels);

}  // namespace doodle::cpu
