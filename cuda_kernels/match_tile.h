#pragma once

#include "tensor_tile.h"

// A warp's tile of the Gram matrix of two rows of positions, and sums along its diagonals. Rows and columns
// are put into shared memory in such an order that each thread gets 4 rows times 16 columns that lie side by
// side: most neighbours along a diagonal are its own then, and the others those of three lanes.
namespace doodle::cuda {

using MatchTile = WarpTile<2, 8>;
inline constexpr int kThreadRows = MatchTile::rows / 8, kThreadColumns = MatchTile::columns / 4;

/// Which row or column of the block waits at a place in shared memory.
DOODLE_HD constexpr int row_at(int place) {
  const int in = place % MatchTile::rows;
  return place - in + in % 8 * kThreadRows + in / 8;
}
DOODLE_HD constexpr int column_at(int place) {
  const int in = place % MatchTile::columns;
  return place - in + in % 8 / 2 * kThreadColumns + in / 8 * 2 + in % 2;
}

/// The first row and column of this thread in its warp's tile.
DOODLE_DEVICE int thread_row() {
  return (lane() >> 2) * kThreadRows;
}
DOODLE_DEVICE int thread_column() {
  return (lane() & 3) * kThreadColumns;
}

/// This thread's value in its own row and column.
DOODLE_DEVICE float& tile_at(MatchTile& tile, int row, int column) {
  return tile.value[row / 2][column / 2][row % 2 * 2 + column % 2];
}

/// What a block's warps show each other of their tiles: the first two rows and the first two columns.
template <int warps_x, int warps_u>
struct MatchBorders {
  static constexpr int rows_all = MatchTile::rows * warps_x, columns_all = MatchTile::columns * warps_u;
  float rows[warps_x][2][columns_all + 4];  ///< (two more are read, and mean nothing)
  float columns[warps_u][rows_all][2];

  DOODLE_DEVICE void show(MatchTile& tile, int warp_x, int warp_u) {
    if (thread_row() == 0) {
      float* to = &rows[warp_x][0][warp_u * MatchTile::columns + thread_column()];
      DOODLE_UNROLL for (int r = 0; r < 2; ++r) {
        DOODLE_UNROLL for (int c = 0; c < kThreadColumns; ++c) to[r * (columns_all + 4) + c] =
            tile_at(tile, r, c);
      }
    }
    if (thread_column() == 0) {
      float* to = columns[warp_u][warp_x * MatchTile::rows + thread_row()];
      DOODLE_UNROLL for (int r = 0; r < kThreadRows; ++r) {
        DOODLE_UNROLL for (int c = 0; c < 2; ++c) to[2 * r + c] = tile_at(tile, r, c);
      }
    }
  }
};

/// tile[row][column] becomes (tile[row][column] + tile[row + 1][column + 1]) + tile[row + 2][column + 2];
/// column by column, from this thread's first on, take(column, sums) gets those of its kThreadRows rows. All
/// of the warp's threads take part; the neighbour warps' borders must be there. The last two rows and columns
/// of the block are spoilt.
template <int warps_x, int warps_u, class Take>
DOODLE_DEVICE void add_diagonals(MatchTile& tile, const MatchBorders<warps_x, warps_u>& borders, int warp_x,
                                 int warp_u, const Take& take) {
  constexpr int R = kThreadRows, C = kThreadColumns;
  const bool last_lane_row = thread_row() == MatchTile::rows - R,
             last_lane_column = thread_column() == MatchTile::columns - C;
  // The two columns behind this thread's.
  float right[R][2];
  const int next_u = warp_u + 1 < warps_u ? warp_u + 1 : warp_u;
  const float* shown_columns = borders.columns[next_u][warp_x * MatchTile::rows + thread_row()];
  DOODLE_UNROLL for (int r = 0; r < R; ++r) {
    DOODLE_UNROLL for (int k = 0; k < 2; ++k) {
      right[r][k] = shuffle(tile_at(tile, r, k), (lane() + 1) & 31);
      if (last_lane_column) right[r][k] = shown_columns[2 * r + k];
    }
  }
  const auto own = [&](int r, int c) { return c < C ? tile_at(tile, r, c) : right[r][c - C]; };
  // The two rows below this thread's.
  const int next_x = warp_x + 1 < warps_x ? warp_x + 1 : warp_x;
  const float* shown_rows = &borders.rows[next_x][0][warp_u * MatchTile::columns + thread_column()];
  const auto below = [&](int r, int c) {
    const float value = shuffle(own(r, c), (lane() + 4) & 31);
    return last_lane_row ? shown_rows[r * (MatchBorders<warps_x, warps_u>::columns_all + 4) + c] : value;
  };
  float before = below(0, 1);
  DOODLE_UNROLL for (int c = 0; c < C; ++c) {
    const float first = below(0, c + 2), second = below(1, c + 2);
    float sums[R];
    DOODLE_UNROLL for (int r = 0; r < R; ++r) {
      const float middle = r + 1 < R ? own(r + 1, c + 1) : before;
      const float end = r + 2 < R ? own(r + 2, c + 2) : r + 2 == R ? first : second;
      sums[r] = (own(r, c) + middle) + end;
    }
    before = first;
    DOODLE_UNROLL for (int r = 0; r < R; ++r) tile_at(tile, r, c) = sums[r];
    take(c, sums);
  }
}

}  // namespace doodle::cuda
