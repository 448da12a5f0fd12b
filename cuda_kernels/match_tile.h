#pragma once

#include "tensor_tile.h"

// A warp's tile of the Gram matrix of two rows of positions, and sums along its diagonals. Rows and columns
// are put into shared memory in such an order that each thread gets rows and columns that lie side by side:
// most neighbours along a diagonal are its own then, and the others those of three lanes.
namespace doodle::cuda {

/// A half that stands for what does not exist: sums with it are not numbers, and no maximum takes those.
inline constexpr std::uint16_t kNotANumber = 0x7fff;

/// Of a warp's tile, those of a thread.
template <class Tile>
inline constexpr int kThreadRows = Tile::rows / 8;
template <class Tile>
inline constexpr int kThreadColumns = Tile::columns / 4;

/// Where a row or column of a window waits in shared memory, `of_thread` of which are a thread's.
DOODLE_HD constexpr int row_place(int row, int of_thread) {
  const int in = row % (8 * of_thread);
  return row - in + in % of_thread * 8 + in / of_thread;
}
DOODLE_HD constexpr int column_place(int column, int of_thread) {
  const int in = column % (4 * of_thread), own = in % of_thread;
  return column - in + own / 2 * 8 + in / of_thread * 2 + own % 2;
}

/// The first row and column of this thread in its warp's tile.
template <class Tile>
DOODLE_DEVICE int thread_row() {
  return (lane() >> 2) * kThreadRows<Tile>;
}
template <class Tile>
DOODLE_DEVICE int thread_column() {
  return (lane() & 3) * kThreadColumns<Tile>;
}

/// This thread's value in its own row and column.
template <class Tile>
DOODLE_DEVICE float& tile_at(Tile& tile, int row, int column) {
  return tile.value[row / 2][column / 2][row % 2 * 2 + column % 2];
}

/// body(newest, older, oldest) for each of this thread's values of three tiles.
template <class Tile, class Body>
DOODLE_DEVICE void each_value(Tile& newest, Tile& older, Tile& oldest, const Body& body) {
  DOODLE_UNROLL for (int r = 0; r < kThreadRows<Tile>; ++r) {
    DOODLE_UNROLL for (int c = 0; c < kThreadColumns<Tile>; ++c)
        body(tile_at(newest, r, c), tile_at(older, r, c), tile_at(oldest, r, c));
  }
}

/// Puts a warp's first two rows where its neighbour reads them, `stride` values apart.
template <class Tile>
DOODLE_DEVICE void show_rows(Tile& tile, float* to, int stride) {
  if (thread_row<Tile>() != 0) return;
  DOODLE_UNROLL for (int r = 0; r < 2; ++r) {
    DOODLE_UNROLL for (int c = 0; c < kThreadColumns<Tile>; ++c) to[r * stride + thread_column<Tile>() + c] =
        tile_at(tile, r, c);
  }
}

/// What a warp's neighbours showed it.
struct ShownBorders {
  const float* rows;  ///< two rows below the warp's last, from its first column on
  int stride;         ///< values from one to the other
  const float*
      columns;  ///< pairs behind the warp's last columns, from its first row on; null: there are none
};

/// What a block's warps show each other of their tiles: the first two rows and the first two columns. Lie in
/// shared memory.
template <class Tile, int warps_x, int warps_u>
struct MatchBorders {
  static constexpr int rows_all = Tile::rows * warps_x, columns_all = Tile::columns * warps_u;
  float rows[warps_x + 1][2][columns_all + 4];  ///< (two more are read)
  float columns[warps_u + 1][rows_all][2];

  /// Before the block's first barrier: what nobody shows, below the last rows and behind the last columns, is
  /// not a number.
  DOODLE_DEVICE void begin() {
    float* all = &rows[0][0][0];
    for (int i = thread_index(); i < static_cast<int>(sizeof(*this) / sizeof(float)); i += threads())
      all[i] = half_value(kNotANumber);
  }

  DOODLE_DEVICE void show(Tile& tile, int warp_x, int warp_u) {
    show_rows(tile, &rows[warp_x][0][warp_u * Tile::columns], columns_all + 4);
    if (thread_column<Tile>() == 0) {
      float* to = columns[warp_u][warp_x * Tile::rows + thread_row<Tile>()];
      DOODLE_UNROLL for (int r = 0; r < kThreadRows<Tile>; ++r) {
        DOODLE_UNROLL for (int c = 0; c < 2; ++c) to[2 * r + c] = tile_at(tile, r, c);
      }
    }
  }

  /// What others showed that warp.
  DOODLE_DEVICE ShownBorders of(int warp_x, int warp_u) const {
    return {&rows[warp_x + 1][0][warp_u * Tile::columns], columns_all + 4,
            columns[warp_u + 1][warp_x * Tile::rows]};
  }
};

/// tile[row][column] becomes (tile[row][column] + tile[row + 1][column + 1]) + tile[row + 2][column + 2];
/// column by column, from this thread's first on, take(column, sums) gets those of its rows. All of the
/// warp's threads take part; the neighbour warps' borders must be there. Rows and columns that need
/// neighbours which do not exist are spoilt.
template <class Tile, class Take>
DOODLE_DEVICE void add_diagonals(Tile& tile, const ShownBorders& borders, const Take& take) {
  constexpr int R = kThreadRows<Tile>, C = kThreadColumns<Tile>;
  const bool last_lane_row = thread_row<Tile>() == Tile::rows - R,
             last_lane_column = thread_column<Tile>() == Tile::columns - C;
  // The two columns behind this thread's.
  float right[R][2];
  DOODLE_UNROLL for (int r = 0; r < R; ++r) {
    DOODLE_UNROLL for (int k = 0; k < 2; ++k) {
      right[r][k] = shuffle(tile_at(tile, r, k), (lane() + 1) & 31);
      if (last_lane_column) right[r][k] = borders.columns[2 * (thread_row<Tile>() + r) + k];
    }
  }
  const auto own = [&](int r, int c) { return c < C ? tile_at(tile, r, c) : right[r][c - C]; };
  // The two rows below this thread's.
  const float* shown_rows = borders.rows + thread_column<Tile>();
  const auto below = [&](int r, int c) {
    const float value = shuffle(own(r, c), (lane() + 4) & 31);
    return last_lane_row ? shown_rows[r * borders.stride + c] : value;
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
