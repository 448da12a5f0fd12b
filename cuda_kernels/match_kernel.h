#pragma once

#include <cmath>

#include "launch.h"

// The search for the best style patch, on tensor cores. A block owns kTileX current columns by kTileU style
// columns and walks down one diagonal of row pairs (y, y + d). Three neighbouring positions of a row lie side
// by side in memory, so one product of depth 3 * channels gives the sum over a row of a patch for every pair
// of columns; the last three of those, kept in registers, are a patch's score. Scores are in units of nine.
namespace doodle::cuda {

inline constexpr int kWarps = 4;
inline constexpr int kWarpX = 16,
                     kWarpU = 32;  ///< a warp's share of the tile: one row of mma tiles, four columns
inline constexpr int kTileX = kWarps * kWarpX, kTileU = kWarpU;
inline constexpr int kDepth = 48;  ///< of a step of the product
inline constexpr int kStride =
    kDepth + 8;  ///< halfs between rows in shared memory: no two threads meet in a bank
inline constexpr int kMostLabels = 64;

/// A map as the kernel reads it: normalised positions, fp16, channels padded with zeros to a multiple of 16;
/// labels in fp32.
struct MatchMap {
  const std::uint16_t* features;
  const float* labels;  ///< null: none
  int height, width;
};

struct MatchKernel {
  static constexpr bool waits = true;
  MatchMap current, style;
  int channels;  ///< padded
  int labels;
  std::int32_t first_patch;  ///< the style's first in Matches::index
  const float* penalty;      ///< of the style's patches, in units of nine
  unsigned long long* best;  ///< per current patch: ordered score above, complement of the index below
  unsigned* history;         ///< per patch of the style: ordered best feature term
  int tiles_x, tiles_u;

  struct Sums {
    float value[4][4] = {};  ///< four mma tiles side by side
  };
  DOODLE_DEVICE void operator()() const;

 private:
  DOODLE_DEVICE void load_tile(const MatchMap& map, int row, int first, int count, int k,
                               std::uint16_t* to) const;
  DOODLE_DEVICE void row_sums(int y, int v, int x0, int u0, Sums& sums) const;
  DOODLE_DEVICE void label_sums(int y, int v, int x0, int u0, Sums& sums) const;
  DOODLE_DEVICE void keep_best(int y, int v, int x0, int u0, const Sums& features,
                               const Sums& labelled) const;
  DOODLE_DEVICE static int lane() { return thread_index() & 31; }
  DOODLE_DEVICE static int row_of(int i) {
    return (thread_index() >> 5) * kWarpX + (lane() >> 2) + (i >> 1) * 8;
  }
  DOODLE_DEVICE static int column_of(int tile, int i) { return tile * 8 + (lane() & 3) * 2 + (i & 1); }
};

inline Grid match_grid(const MatchKernel& kernel) {
  const int diagonals = (kernel.current.height - 2) + (kernel.style.height - 2) - 1;
  return {diagonals * kernel.tiles_x * kernel.tiles_u, kWarps * 32,
          static_cast<std::size_t>((kTileX + kTileU) * kStride) * sizeof(std::uint16_t)};
}

/// Columns first .. first + count - 1 of a row, depth k .. k + kDepth - 1 of the three positions from each;
/// zeros where the map has no patch.
DOODLE_DEVICE void MatchKernel::load_tile(const MatchMap& map, int row, int first, int count, int k,
                                          std::uint16_t* to) const {
  struct alignas(16) Eight {
    std::uint16_t half[8];
  };
  constexpr int per_row = kDepth / 8;
  for (int i = thread_index(); i < count * per_row; i += threads()) {
    const int x = i / per_row, part = i % per_row * 8;
    Eight value{};
    if (first + x < map.width - 2) {
      const std::size_t at = (static_cast<std::size_t>(row) * static_cast<std::size_t>(map.width) +
                              static_cast<std::size_t>(first + x)) *
                                 static_cast<std::size_t>(channels) +
                             static_cast<std::size_t>(k + part);
      value = *reinterpret_cast<const Eight*>(map.features + at);
    }
    *reinterpret_cast<Eight*>(to + x * kStride + part) = value;
  }
}

/// sums = the features' products over three positions of rows y and v.
DOODLE_DEVICE void MatchKernel::row_sums(int y, int v, int x0, int u0, Sums& sums) const {
  std::uint16_t* left = reinterpret_cast<std::uint16_t*>(shared_memory());
  std::uint16_t* right = left + kTileX * kStride;
  const auto pair = [](const std::uint16_t* from) { return *reinterpret_cast<const unsigned*>(from); };
  const int group = lane() >> 2, quarter = (lane() & 3) * 2;
  sums = {};
  for (int k = 0; k < 3 * channels; k += kDepth) {
    barrier();  // the tile before has been read
    load_tile(current, y, x0, kTileX, k, left);
    load_tile(style, v, u0, kTileU, k, right);
    barrier();
    const std::uint16_t* mine = left + ((thread_index() >> 5) * kWarpX + group) * kStride + quarter;
    DOODLE_UNROLL for (int s = 0; s < kDepth; s += 16) {
      const unsigned a[4] = {pair(mine + s), pair(mine + s + 8 * kStride), pair(mine + s + 8),
                             pair(mine + s + 8 * kStride + 8)};
      DOODLE_UNROLL for (int tile = 0; tile < 4; ++tile) {
        const std::uint16_t* from = right + (tile * 8 + group) * kStride + quarter + s;
        const unsigned b[2] = {pair(from), pair(from + 8)};
        multiply_tiles(sums.value[tile], a, b);
      }
    }
  }
}

/// The same for the labels, exactly: there are few.
DOODLE_DEVICE void MatchKernel::label_sums(int y, int v, int x0, int u0, Sums& sums) const {
  const auto at = [&](const MatchMap& map, int row, int column) {
    return map.labels + (static_cast<std::size_t>(row) * static_cast<std::size_t>(map.width) +
                         static_cast<std::size_t>(column)) *
                            static_cast<std::size_t>(labels);
  };
  DOODLE_UNROLL for (int tile = 0; tile < 4; ++tile) {
    DOODLE_UNROLL for (int i = 0; i < 4; ++i) {
      const int x = x0 + row_of(i), u = u0 + column_of(tile, i);
      float sum = 0;
      if (x < current.width - 2 && u < style.width - 2) {
        const float *a = at(current, y, x), *b = at(style, v, u);
        for (int c = 0; c < 3 * labels; ++c) sum += a[c] * b[c];
      }
      sums.value[tile][i] = sum;
    }
  }
}

/// Raises the best of each current patch (row y - 2) and of each style patch (row v - 2) of the tile.
DOODLE_DEVICE void MatchKernel::keep_best(int y, int v, int x0, int u0, const Sums& features,
                                          const Sums& labelled) const {
  const int columns = current.width - 2, style_columns = style.width - 2;
  DOODLE_UNROLL for (int half = 0; half < 2; ++half) {  // a thread has elements of two rows
    const int x = x0 + row_of(2 * half);
    unsigned long long best_of_row = 0;
    DOODLE_UNROLL for (int tile = 0; tile < 4; ++tile) {
      DOODLE_UNROLL for (int i = 2 * half; i < 2 * half + 2; ++i) {
        const int u = u0 + column_of(tile, i);
        if (u >= style_columns) continue;
        const std::int32_t patch = (v - 2) * style_columns + u;
        const float score = features.value[tile][i] + labelled.value[tile][i] - penalty[patch];
        if (!(score > -HUGE_VALF)) continue;  // ruled out, or not a number
        const unsigned long long entry = (static_cast<unsigned long long>(ordered_bits(score)) << 32) |
                                         static_cast<unsigned>(~(first_patch + patch));
        if (entry > best_of_row) best_of_row = entry;
      }
    }
    DOODLE_UNROLL for (int mask = 1; mask <= 2; mask *= 2) {  // the four threads of a row
      const unsigned long long other = shuffle_xor(best_of_row, mask);
      if (other > best_of_row) best_of_row = other;
    }
    if ((lane() & 3) == 0 && x < columns && best_of_row != 0)
      raise(best + (y - 2) * columns + x, best_of_row);
  }
  DOODLE_UNROLL for (int tile = 0; tile < 4; ++tile) {
    DOODLE_UNROLL for (int odd = 0; odd < 2; ++odd) {
      unsigned highest = 0;
      DOODLE_UNROLL for (int i = odd; i < 4; i += 2) {
        const float feature = features.value[tile][i];
        if (x0 + row_of(i) < columns && feature == feature && ordered_bits(feature) > highest)
          highest = ordered_bits(feature);
      }
      DOODLE_UNROLL for (int mask = 4; mask <= 16; mask *= 2) {  // the eight threads of a column
        const unsigned other = shuffle_xor(highest, mask);
        if (other > highest) highest = other;
      }
      const int u = u0 + column_of(tile, odd);
      if (lane() < 4 && u < style_columns && highest != 0)
        raise(history + (v - 2) * style_columns + u, highest);
    }
  }
}

DOODLE_DEVICE void MatchKernel::operator()() const {
  const int tile = block_index() % (tiles_x * tiles_u);
  const int d = block_index() / (tiles_x * tiles_u) - (current.height - 3);
  const int x0 = tile % tiles_x * kTileX, u0 = tile / tiles_x * kTileU;
  const int begin = d < 0 ? -d : 0;
  const int end = (current.height < style.height - d ? current.height : style.height - d);
  Sums older, oldest, older_labels, oldest_labels;  // of the pair of rows before, and of both before
  for (int y = begin; y < end; ++y) {
    Sums newest, labelled;
    row_sums(y, y + d, x0, u0, newest);
    if (labels > 0) label_sums(y, y + d, x0, u0, labelled);
    DOODLE_UNROLL for (int t = 0; t < 4; ++t) {
      DOODLE_UNROLL for (int i = 0; i < 4; ++i) {
        const float sum = oldest.value[t][i] + newest.value[t][i];
        oldest.value[t][i] = older.value[t][i] + newest.value[t][i];
        older.value[t][i] = newest.value[t][i];
        newest.value[t][i] = sum;
        const float label_sum = oldest_labels.value[t][i] + labelled.value[t][i];
        oldest_labels.value[t][i] = older_labels.value[t][i] + labelled.value[t][i];
        older_labels.value[t][i] = labelled.value[t][i];
        labelled.value[t][i] = label_sum;
      }
    }
    if (y - begin >= 2) keep_best(y, y + d, x0, u0, newest, labelled);
  }
}

}  // namespace doodle::cuda
