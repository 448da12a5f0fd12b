#pragma once

#include "device.h"

// Products of rows on tensor cores. Rows of halfs wait in shared memory, kTileDepth values of each at a time,
// in kStages buffers: while one is multiplied the next are being copied. A warp's sums lie in its threads'
// registers as PTX's mma.m16n8k16 spreads them.
namespace doodle::cuda {

inline constexpr int kTileDepth = 32;
/// Halfs between rows: the eight rows that a warp reads at once lie in different banks.
inline constexpr int kTileStride = kTileDepth + 8;
inline constexpr int kStages = 3;

/// 16 * M rows times 8 * N columns of sums, one warp's; value[m][n][i] is this thread's.
template <int M, int N>
struct WarpTile {
  static constexpr int rows = 16 * M, columns = 8 * N;
  float value[M][N][4] = {};

  DOODLE_DEVICE static int row(int m, int i) { return m * 16 + (lane() >> 2) + (i >> 1) * 8; }
  DOODLE_DEVICE static int column(int n, int i) { return n * 8 + (lane() & 3) * 2 + (i & 1); }

  /// value[row][column] += sum over kTileDepth of left[row] * right[column]; both with kTileStride halfs
  /// between rows. Only the first m_end and n_end small tiles are looked at: the same for the whole warp.
  /// With `rounded`, products of 16 values are added to the sums by float additions, which round: tensor
  /// cores cut off, and sums of many products of one sign fall short by a part in 2^24 for each addition.
  template <bool rounded = false>
  DOODLE_DEVICE void multiply(const std::uint16_t* left, const std::uint16_t* right, int m_end = M,
                              int n_end = N) {
    static_assert(N % 2 == 0);
    if (m_end <= 0 || n_end <= 0) return;
    const int l = lane();
    left += (l & 15) * kTileStride + (l >> 4) * 8;
    right += ((l & 7) + (l >> 4) * 8) * kTileStride + (l >> 3 & 1) * 8;
    DOODLE_UNROLL for (int k = 0; k < kTileDepth; k += 16) {
      unsigned a[M][4] = {};
      DOODLE_UNROLL for (int m = 0; m < M; ++m) {
        if (m < m_end) load_matrices(a[m], left + m * 16 * kTileStride + k);
      }
      DOODLE_UNROLL for (int n = 0; n < N; n += 2) {
        if (n >= n_end) continue;
        unsigned b[4];
        load_matrices(b, right + n * 8 * kTileStride + k);
        DOODLE_UNROLL for (int m = 0; m < M; ++m) {
          if (m >= m_end) continue;
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

/// Begins to copy this thread's part of `count` rows of kTileDepth halfs to shared memory. from(row) is where
/// the row's halfs begin, or null: zeros. `anywhere` is any address that may be named without being read.
template <int threads, class From>
DOODLE_DEVICE void copy_rows(int count, std::uint16_t* to, const std::uint16_t* anywhere, const From& from) {
  constexpr int pieces = kTileDepth / 8;
  for (int i = thread_index(); i < count * pieces; i += threads) {
    const int row = i / pieces, piece = i % pieces * 8;
    const std::uint16_t* source = from(row);
    copy_async(to + row * kTileStride + piece, source == nullptr ? anywhere : source + piece,
               source != nullptr);
  }
}

}  // namespace doodle::cuda
