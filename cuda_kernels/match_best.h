#pragma once

#include <cmath>

#include "kernels/ordered_bits.h"
#include "match_tile.h"

// What is kept of a warp's scores: the best style patch of each row, and the best feature term of each
// column.
namespace doodle::cuda {

/// Keeps half of what a lane has, in place: `count` values become count / 2, those of the lower half where
/// the lane's `mask` bit is clear; each is combined with what the lane's partner has of it. All 32 threads
/// take part.
template <int count, class T, class Combine>
DOODLE_DEVICE void halve(T* values, int mask, const Combine& combine) {
  const bool upper = (lane() & mask) != 0;
  DOODLE_UNROLL for (int i = 0; i < count / 2; ++i) {
    const T mine = upper ? values[i + count / 2] : values[i];
    const T other = upper ? values[i] : values[i + count / 2];
    values[i] = combine(mine, shuffle_xor(other, mask));
  }
}

/// The greatest sum of each of this thread's columns, over the rows that are patches.
struct ColumnBest {
  unsigned seen[2];  ///< of the two columns that this thread raises in the end
  float best[kThreadColumns];

  /// Of the warp's columns, which are kept in to[column], the first `patches` are patches.
  DOODLE_DEVICE ColumnBest(const unsigned* to, int patches) {
    DOODLE_UNROLL for (int c = 0; c < 2; ++c) seen[c] = first() + c < patches ? peek(to + first() + c) : ~0u;
  }

  DOODLE_DEVICE void take(int column, const float (&sums)[kThreadRows], int patches) {
    float most = -HUGE_VALF;
    DOODLE_UNROLL for (int r = 0; r < kThreadRows; ++r) {
      const float sum = thread_row() + r < patches ? sums[r] : -HUGE_VALF;
      most = std::fmax(most, sum);  // never what is not a number
    }
    best[column] = most;
  }

  DOODLE_DEVICE void keep(unsigned* to) {
    const auto greater = [](float a, float b) { return std::fmax(a, b); };
    halve<16>(best, 16, greater);
    halve<8>(best, 8, greater);
    halve<4>(best, 4, greater);
    DOODLE_UNROLL for (int c = 0; c < 2; ++c) {
      if (best[c] > -HUGE_VALF) raise(to + first() + c, ordered_bits(best[c]), seen[c]);
    }
  }

 private:
  DOODLE_DEVICE static int first() {
    return thread_column() + (lane() >> 4 & 1) * 8 + (lane() >> 3 & 1) * 4 + (lane() >> 2 & 1) * 2;
  }
};

/// The best score of each of the warp's rows, and its column; the first of equals.
struct RowBest {
  using Entry = unsigned long long;  ///< ordered score above, complement of the patch's number below

  /// Of the warp's rows, which are kept in to[row], the first `patches` are patches: what the one that this
  /// thread keeps has now.
  DOODLE_DEVICE static Entry seen(const Entry* to, int patches) {
    return lane() < patches ? peek(to + lane()) : ~Entry{0};
  }

  /// `first_patch` is the number of the warp's first column.
  DOODLE_DEVICE static void keep(MatchTile& scores, Entry* to, Entry seen, std::int32_t first_patch) {
    float best[kThreadRows];
    DOODLE_UNROLL for (int r = 0; r < kThreadRows; ++r) {
      best[r] = -HUGE_VALF;
      DOODLE_UNROLL for (int c = 0; c < kThreadColumns; ++c) best[r] =
          std::fmax(best[r], tile_at(scores, r, c));  // never what is not a number
    }
    // Most rows have had better ones: then nobody asks which it was.
    if (!any_of_warp(ordered_bits(best_of_row(best)) >= seen >> 32)) return;
    Entry entries[kThreadRows];
    DOODLE_UNROLL for (int r = 0; r < kThreadRows; ++r) {
      int column = 0;
      DOODLE_UNROLL for (int c = kThreadColumns - 1; c >= 0; --c) column =
          tile_at(scores, r, c) == best[r] ? c : column;
      const auto patch = static_cast<unsigned>(first_patch + thread_column() + column);
      entries[r] = best[r] > -HUGE_VALF ? static_cast<Entry>(ordered_bits(best[r])) << 32 | ~patch : 0;
    }
    const auto greater = [](Entry a, Entry b) { return b > a ? b : a; };
    halve<4>(entries, 2, greater);
    halve<2>(entries, 1, greater);
    raise(to + lane(), entries[0], seen);
  }

 private:
  /// The best of the row that this thread keeps.
  DOODLE_DEVICE static float best_of_row(const float (&rows)[kThreadRows]) {
    float best[kThreadRows];
    DOODLE_UNROLL for (int r = 0; r < kThreadRows; ++r) best[r] = rows[r];
    const auto greater = [](float a, float b) { return std::fmax(a, b); };
    halve<4>(best, 2, greater);
    halve<2>(best, 1, greater);
    return best[0];
  }
};

static_assert(kThreadRows == 4 && kThreadColumns == 16);

}  // namespace doodle::cuda
