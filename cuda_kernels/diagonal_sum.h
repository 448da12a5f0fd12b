#pragma once

#include "tensor_tile.h"

namespace doodle::cuda {

/// The value at (row + step, column + step) of a tile, for this thread's elements (r, n, odd) and its small
/// tile's neighbours: rows lie eight lanes apart in groups of four, so it is another lane's, which may have
/// it in its next slot.
template <int step, int M, int N>
DOODLE_DEVICE float beyond(const WarpTile<M, N>& tile, int r, int n, int odd) {
  const int group = lane() >> 2, quarter = lane() & 3;
  // Asked for by the lane `step` rows and columns before: what it sees across the small tile's border is in
  // the next slot here.
  const bool next_row = group < step;
  const int parity = step % 2 == 0 ? odd : 1 - odd;
  const bool next_column = quarter == 0 && (step == 2 || odd == 1);
  const auto at = [&](int slot, int column) {
    return slot < 2 * M && column < N ? tile.value[slot / 2][column][slot % 2 * 2 + parity] : 0.0f;
  };
  const float low = next_column ? at(r, n + 1) : at(r, n);
  const float high = next_column ? at(r + 1, n + 1) : at(r + 1, n);
  const int columns = step == 2 || odd == 1 ? 1 : 0;
  return shuffle(next_row ? high : low, ((group + step) & 7) * 4 + ((quarter + columns) & 3));
}

/// tile[row][column] becomes (tile[row][column] + tile[row + 1][column + 1]) + tile[row + 2][column + 2]. The
/// last two rows and columns are spoilt.
template <int M, int N>
DOODLE_DEVICE void add_diagonals(WarpTile<M, N>& tile) {
  DOODLE_UNROLL for (int r = 0; r < 2 * M; ++r) {
    DOODLE_UNROLL for (int n = 0; n < N; ++n) {
      float sum[2];
      DOODLE_UNROLL for (int odd = 0; odd < 2; ++odd) {
        sum[odd] = tile.value[r / 2][n][r % 2 * 2 + odd] + beyond<1>(tile, r, n, odd);
        sum[odd] += beyond<2>(tile, r, n, odd);
      }
      DOODLE_UNROLL for (int odd = 0; odd < 2; ++odd) tile.value[r / 2][n][r % 2 * 2 + odd] = sum[odd];
    }
  }
}

}  // namespace doodle::cuda
