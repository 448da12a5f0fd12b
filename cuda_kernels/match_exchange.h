#pragma once

#include <cmath>

#include "kernels/ordered_bits.h"
#include "match_tile.h"
#include "warp_group.h"

namespace doodle::cuda {

/// Sums along the diagonals of a window of GroupTiles, one warp's below the other, by way of shared memory.
/// A lane writes and reads four columns at once; which ones lie beside each other alternates from one lane
/// row to the next, so that eight lanes use all banks.
template <int warps>
struct GroupExchange {
  using Tile = GroupTile;
  static constexpr int kRows = Tile::rows, kColumns = Tile::columns, kFours = kThreadColumns<Tile> / 4;
  static_assert(kThreadRows<Tile> == 2);
  struct alignas(16) Four {
    float value[4];
  };
  /// Two rows of positions: those of a lane row.
  struct Pair {
    Four rows[2][kColumns / 4];
  };
  struct Warp {
    Pair pairs[kRows / 2];
    Gate shown, seen;  ///< that the first pair is there for the warp before; that that has read it
  };
  Warp all[warps];
  Pair nothing;  ///< below the last row

  /// Before the block's first barrier.
  DOODLE_DEVICE void begin() {
    for (int i = thread_index(); i < 2 * kColumns; i += threads())
      reinterpret_cast<float*>(&nothing)[i] = half_value(kNotANumber);
    if (thread_index() >= warps) return;
    open_gate(all[thread_index()].shown, 1);
    open_gate(all[thread_index()].seen, 1);
  }

  /// A thread's place in the window. Worked out once.
  struct Place {
    int warp = shuffle(warp_index(), 0), lane = worked_out(cuda::lane());
    DOODLE_DEVICE int lane_row() const { return lane >> 2; }
    DOODLE_DEVICE int lane_column() const { return lane & 3; }
    /// Where four `j` of a lane column lies in this lane row: every other one has it the other way round.
    DOODLE_DEVICE int four(int j) const { return j / 2 * 8 + (j % 2 == 0 ? even() : even() ^ 4); }
    DOODLE_DEVICE int four_below(int j) const { return four(j ^ 1); }

   private:
    DOODLE_DEVICE int even() const { return (lane_row() & 1) * 4 + lane_column(); }
  };

  /// Adds `newest` to the tile; then tile[row][column] becomes (tile[row][column] + tile[row + 1][column +
  /// 1]) + tile[row + 2][column + 2], of all tiles of the window; the last two rows and columns are not
  /// numbers. Raises history[column] to the greatest sum of each column. This is done for the `time`th time.
  DOODLE_DEVICE void add_diagonals(Tile& tile, Tile& newest, const Place& at, int time, unsigned* history) {
    unsigned* raised = history + at.lane_column() * kThreadColumns<Tile> + at.lane_row() * 4;
    prefetch(raised);
    Warp& mine = all[at.warp];
    Warp& next = all[at.warp + 1 < warps ? at.warp + 1 : at.warp];
    if (at.warp > 0 && time > 0) wait_at(mine.seen, (time - 1) % 2);
    warp_barrier();  // nobody reads what was here
    add_and_show(tile, newest, at, mine.pairs[at.lane_row()]);
    warp_barrier();
    if (at.warp > 0 && elected()) arrive(mine.shown);
    if (at.warp + 1 < warps) wait_at(next.shown, time % 2);
    add(tile, at);
    warp_barrier();
    if (at.warp + 1 < warps && elected()) arrive(next.seen);
    unsigned seen[4];
    DOODLE_UNROLL for (int i = 0; i < 4; ++i) seen[i] = glance(raised + i);
    show_greatest(tile, at);
    warp_barrier();
    const Four best = greatest(at);
    DOODLE_UNROLL for (int i = 0; i < 4; ++i)
        raise(raised + i, best.value[i] > -HUGE_VALF ? ordered_bits(best.value[i]) : 0u, seen[i]);
  }

 private:
  DOODLE_DEVICE static void add_and_show(Tile& tile, Tile& newest, const Place& at, Pair& mine) {
    DOODLE_UNROLL for (int j = 0; j < kFours; ++j) {
      DOODLE_UNROLL for (int r = 0; r < 2; ++r) {
        Four four;
        DOODLE_UNROLL for (int i = 0; i < 4; ++i) four.value[i] = tile_at(tile, r, 4 * j + i) +=
            tile_at(newest, r, 4 * j + i);
        mine.rows[r][at.four(j)] = four;
      }
    }
  }

  /// What the thread's own columns are followed by: the first of the next lane column.
  DOODLE_DEVICE const Four& behind(const Four (&row)[kColumns / 4], bool below, const Place& at) const {
    Place next = at;
    ++next.lane;
    if (at.lane_column() == 3) return nothing.rows[0][0];
    return row[below ? next.four_below(0) : next.four(0)];
  }

  DOODLE_DEVICE void add(Tile& tile, const Place& at) const {
    const Pair& mine = all[at.warp].pairs[at.lane_row()];
    const Pair& pair = at.lane_row() + 1 < kRows / 2 ? all[at.warp].pairs[at.lane_row() + 1]
                       : at.warp + 1 < warps         ? all[at.warp + 1].pairs[0]
                                                     : nothing;
    const float right = behind(mine.rows[1], false, at).value[0];
    Four first[2], second[2];  // fours j and j + 1 of the two rows below
    DOODLE_UNROLL for (int r = 0; r < 2; ++r) first[r] = pair.rows[r][at.four_below(0)];
    DOODLE_UNROLL for (int j = 0; j < kFours; ++j) {
      DOODLE_UNROLL for (int r = 0; r < 2; ++r) second[r] =
          j + 1 < kFours ? pair.rows[r][at.four_below(j + 1)] : behind(pair.rows[r], true, at);
      DOODLE_UNROLL for (int i = 0; i < 4; ++i) {
        const int c = 4 * j + i;
        const auto below = [&](int r, int further) {
          return i + further < 4 ? first[r].value[i + further] : second[r].value[i + further - 4];
        };
        const float middle = c + 1 < 4 * kFours ? tile_at(tile, 1, c + 1) : right;
        tile_at(tile, 0, c) = (tile_at(tile, 0, c) + middle) + below(0, 2);
        tile_at(tile, 1, c) = (tile_at(tile, 1, c) + below(0, 1)) + below(1, 2);
      }
      DOODLE_UNROLL for (int r = 0; r < 2; ++r) first[r] = second[r];
    }
  }

  /// Puts the greater of each lane's two rows where the second and later pairs were: a row for each lane row.
  DOODLE_DEVICE void show_greatest(Tile& tile, const Place& at) {
    Four* row = greatest_row(at, at.lane_row());
    DOODLE_UNROLL for (int j = 0; j < kFours; ++j) {
      Four four;
      DOODLE_UNROLL for (int i = 0; i < 4; ++i) four.value[i] =
          std::fmax(tile_at(tile, 0, 4 * j + i), tile_at(tile, 1, 4 * j + i));
      row[at.four(j)] = four;
    }
  }

  /// The greatest of all rows, of four `lane_row` of this lane column: never what is not a number.
  DOODLE_DEVICE Four greatest(const Place& at) {
    Four best;
    DOODLE_UNROLL for (int row = 0; row < kRows / 2; ++row) {
      const Four four = greatest_row(at, row)[(at.lane_row() ^ (row & 1)) * 4 + at.lane_column()];
      DOODLE_UNROLL for (int i = 0; i < 4; ++i) best.value[i] =
          row == 0 ? four.value[i] : std::fmax(best.value[i], four.value[i]);
    }
    return best;
  }
  DOODLE_DEVICE Four* greatest_row(const Place& at, int row) {
    return all[at.warp].pairs[1 + row / 2].rows[row % 2];
  }
};

}  // namespace doodle::cuda
