#pragma once

#include <cmath>

#include "kernels/ordered_bits.h"
#include "match_tile.h"

// What is kept of a warp's scores: the best style patch of each row, and the best feature term of each
// column.
namespace doodle::cuda {

/// Keeps half of what a lane has, in place: `count` values become count / 2, those of the lower half where
/// the lane's `mask` bit is clear; each is combined with what the lane's partner has of it. One value stays
/// one, the same for both. All 32 threads take part.
template <int count, class T, class Combine>
DOODLE_DEVICE void halve(T* values, int mask, const Combine& combine) {
  if constexpr (count == 1) {
    values[0] = combine(values[0], shuffle_xor(values[0], mask));
  } else {
    const bool upper = (lane() & mask) != 0;
    DOODLE_UNROLL for (int i = 0; i < count / 2; ++i) {
      const T mine = upper ? values[i + count / 2] : values[i];
      const T other = upper ? values[i] : values[i + count / 2];
      values[i] = combine(mine, shuffle_xor(other, mask));
    }
  }
}

/// The greatest sum of each of the warp's columns, never what is not a number. Of every eight columns of a
/// thread, which seven other lanes have as well, it keeps one.
template <class Tile>
struct ColumnBest {
  static constexpr int eights = kThreadColumns<Tile> / 8;
  unsigned seen[eights];
  float best[eights];
  float some[8];  ///< of the columns taken last

  /// The warp's columns are kept in to[column].
  DOODLE_DEVICE explicit ColumnBest(const unsigned* to) {
    DOODLE_UNROLL for (int e = 0; e < eights; ++e) seen[e] = peek(to + column(e));
  }

  DOODLE_DEVICE void take(int column, const float (&sums)[kThreadRows<Tile>]) {
    float& most = some[column % 8];
    most = sums[0];
    DOODLE_UNROLL for (int r = 1; r < kThreadRows<Tile>; ++r) most = std::fmax(most, sums[r]);
    if (column % 8 != 7) return;
    const auto greater = [](float a, float b) { return std::fmax(a, b); };
    halve<8>(some, 16, greater);
    halve<4>(some, 8, greater);
    halve<2>(some, 4, greater);
    best[column / 8] = some[0];
  }

  DOODLE_DEVICE void keep(unsigned* to) {
    DOODLE_UNROLL for (int e = 0; e < eights; ++e) {
      if (best[e] > -HUGE_VALF) raise(to + column(e), ordered_bits(best[e]), seen[e]);
    }
  }

 private:
  DOODLE_DEVICE static int column(int eight) {
    return thread_column<Tile>() + eight * 8 + (lane() >> 4 & 1) * 4 + (lane() >> 3 & 1) * 2 +
           (lane() >> 2 & 1);
  }
};

/// The best score of each of the warp's rows, and its column; the first of equals.
template <class Tile>
struct RowBest {
  using Entry = unsigned long long;  ///< ordered score above, complement of the patch's number below
  static constexpr int R = kThreadRows<Tile>, C = kThreadColumns<Tile>;
  static_assert(R == 2 || R == 4);

  /// The warp's rows are kept in to[row]: what the one that this thread keeps has now.
  DOODLE_DEVICE static Entry seen(const Entry* to) { return keeps() ? peek(to + row()) : ~Entry{0}; }

  /// `first_patch` is the number of the warp's first column.
  DOODLE_DEVICE static void keep(Tile& scores, Entry* to, Entry seen, std::int32_t first_patch) {
    float best[R];
    DOODLE_UNROLL for (int r = 0; r < R; ++r) best[r] = best_of(scores, r);
    // Most rows have had better ones: then nobody asks which it was.
    const auto greater_score = [](float a, float b) { return std::fmax(a, b); };
    if (!any_of_warp(ordered_bits(of_row(best, greater_score)) >= seen >> 32)) return;
    Entry entries[R];
    DOODLE_UNROLL for (int r = 0; r < R; ++r) {
      int column = 0;
      DOODLE_UNROLL for (int c = C - 1; c >= 0; --c) column = tile_at(scores, r, c) == best[r] ? c : column;
      const auto patch = static_cast<unsigned>(first_patch + thread_column<Tile>() + column);
      entries[r] = best[r] > -HUGE_VALF ? static_cast<Entry>(ordered_bits(best[r])) << 32 | ~patch : 0;
    }
    const auto greater = [](Entry a, Entry b) { return b > a ? b : a; };
    raise(to + row(), of_row(entries, greater), seen);
  }

 private:
  /// The row that this thread keeps, which are one to each or to a pair of lanes.
  DOODLE_DEVICE static int row() { return lane() * R / 4; }
  DOODLE_DEVICE static bool keeps() { return R == 4 || lane() % 2 == 0; }
  /// What is greatest in this thread's part of a row, never what is not a number: in several chains, since
  /// each step waits for the one before.
  DOODLE_DEVICE static float best_of(Tile& scores, int r) {
    constexpr int kChains = 4;
    float best[kChains];
    DOODLE_UNROLL for (int c = 0; c < C; ++c) best[c % kChains] =
        std::fmax(c < kChains ? -HUGE_VALF : best[c % kChains], tile_at(scores, r, c));
    return std::fmax(std::fmax(best[0], best[1]), std::fmax(best[2], best[3]));
  }
  /// What is greatest in that row, by what four lanes have of theirs.
  template <class T, class Greater>
  DOODLE_DEVICE static T of_row(const T (&rows)[R], const Greater& greater) {
    T best[R];
    DOODLE_UNROLL for (int r = 0; r < R; ++r) best[r] = rows[r];
    halve<R>(best, 2, greater);
    halve<R / 2>(best, 1, greater);
    return best[0];
  }
};

}  // namespace doodle::cuda
