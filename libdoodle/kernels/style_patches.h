#pragma once

#include <cstdint>

#include "base/host_device.h"

namespace doodle {

/// One style map's share of the numbers in Matches::index: first, first + 1, ... first + rows * columns - 1.
struct PatchRange {
  std::int32_t first = 0;
  int rows = 0;     ///< style map's height - 2
  int columns = 0;  ///< style map's width - 2
};

/// A style patch: which map, and the position of its top left corner there.
struct StylePatch {
  int style = 0;
  int row = 0;
  int column = 0;
};

/// The patch that `index` names, among `styles` ranges that follow each other from 0.
DOODLE_HD inline StylePatch locate_patch(const PatchRange* ranges, int styles, std::int32_t index) {
  int style = styles - 1;
  while (style > 0 && index < ranges[style].first) --style;
  const std::int32_t local = index - ranges[style].first;
  return {style, local / ranges[style].columns, local % ranges[style].columns};
}

/// Calls visit(patch, dy, dx) for each of the up to nine 3x3 patches that cover position (y, x), in a fixed
/// order: `patch` is its number in a field of rows x columns patches, (dy, dx) the position's place inside
/// it.
template <class Visit>
DOODLE_HD inline void for_each_covering_patch(int y, int x, int rows, int columns, const Visit& visit) {
  for (int dy = 0; dy < 3; ++dy) {
    if (y - dy < 0 || y - dy >= rows) continue;
    for (int dx = 0; dx < 3; ++dx) {
      if (x - dx < 0 || x - dx >= columns) continue;
      visit((y - dy) * columns + x - dx, dy, dx);
    }
  }
}

}  // namespace doodle
