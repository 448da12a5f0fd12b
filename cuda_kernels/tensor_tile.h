#pragma once

#include "device.h"

// Products of rows on tensor cores. Rows of halfs wait in shared memory, kTileDepth values of each at a time,
// in kStages buffers: while one is multiplied the next are being copied. A warp's sums lie in its threads'
// registers as PTX's mma.m16n8k16 spreads them.
namespace doodle::cuda {

inline constexpr int kTileDepth = 64;
inline constexpr int kTilePieces = kTileDepth / 8;  ///< of a row: 16 bytes, which are copied and read at once
inline constexpr int kStages = 2;

/// A piece.
struct alignas(16) Halfs {
  std::uint16_t value[8];
};

/// Where a piece of a row lies, in halfs. A row's pieces change places from row to row, so that the same
/// piece of eight rows that follow each other, which a warp reads at once, lies in different banks.
DOODLE_DEVICE int piece_place(int row, int piece) {
  return row * kTileDepth + ((piece ^ (row & 7)) << 3);
}

/// Which pieces a lane names for the warp, as load_matrices() wants it: of 16 rows times two pieces on the
/// left side of a product, and on its right side, where two small tiles lie one behind the other.
struct TileLane {
  int left = worked_out(piece_place(lane() & 15, lane() >> 4));
  int right = worked_out(piece_place((lane() & 7) + (lane() >> 4) * 8, lane() >> 3 & 1));
};

/// 16 * M rows times 8 * N columns of sums, one warp's; value[m][n][i] is this thread's.
template <int M, int N>
struct WarpTile {
  static constexpr int rows = 16 * M, columns = 8 * N;
  float value[M][N][4] = {};

  DOODLE_DEVICE static int row(int m, int i) { return m * 16 + (lane() >> 2) + (i >> 1) * 8; }
  DOODLE_DEVICE static int column(int n, int i) { return n * 8 + (lane() & 3) * 2 + (i & 1); }

  /// value[row][column] += sum over kTileDepth of left[row] * right[column], rows of pieces as piece_place()
  /// puts them, a multiple of 8 rows from the first.  With `rounded`, products of 16 values are added to the
  /// sums by float additions, which round: tensor cores cut off, and sums of many products of one sign fall
  /// short by a part in 2^24 for each addition.
  template <bool rounded = false>
  DOODLE_DEVICE void multiply(const TileLane& mine, const std::uint16_t* left, const std::uint16_t* right) {
    static_assert(N % 2 == 0);
    DOODLE_UNROLL for (int k = 0; k < kTileDepth; k += 16) {
      // Two pieces further, and so on: piece_place() puts them where the exclusive or says.
      const std::uint16_t *a_from = left + (mine.left ^ k), *b_from = right + (mine.right ^ k);
      unsigned a[M][4];
      DOODLE_UNROLL for (int m = 0; m < M; ++m) load_matrices(a[m], a_from + m * 16 * kTileDepth);
      DOODLE_UNROLL for (int n = 0; n < N; n += 2) {
        unsigned b[4];
        load_matrices(b, b_from + n * 8 * kTileDepth);
        DOODLE_UNROLL for (int m = 0; m < M; ++m) {
          add_product<rounded>(value[m][n], a[m], {b[0], b[1]});
          add_product<rounded>(value[m][n + 1], a[m], {b[2], b[3]});
        }
      }
    }
  }

 private:
  template <bool rounded>
  DOODLE_DEVICE static void add_product(float (&sum)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    if constexpr (rounded) {
      float product[4] = {};
      multiply_tiles(product, a, b);
      DOODLE_UNROLL for (int i = 0; i < 4; ++i) sum[i] += product[i];
    } else {
      multiply_tiles(sum, a, b);
    }
  }
};

}  // namespace doodle::cuda
