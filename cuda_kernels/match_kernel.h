#pragma once

#include <cmath>

#include "diagonal_sum.h"
#include "kernels/ordered_bits.h"
#include "launch.h"

// The search for the best style patch, on tensor cores. A warp walks down one diagonal of row pairs (y, y +
// d) with a window of current columns times style columns: a product of rows gives the Gram matrix of their
// positions, the last three of those, kept in registers, add up to columns of patches, and three taps along
// the window's diagonal to patches, whose best are kept. Scores are in units of nine.
namespace doodle::cuda {

inline constexpr int kMatchWarps = 2;  ///< of a block, along either axis
inline constexpr int kMatchThreads = kMatchWarps * kMatchWarps * 32;
inline constexpr int kMatchWindow = 32;                           ///< positions of a warp, along either axis
inline constexpr int kWarpPatches = kMatchWindow - 2;             ///< and the patches that are whole in it
inline constexpr int kMatchPatches = kMatchWarps * kWarpPatches;  ///< of a block
inline constexpr int kMatchRows = kMatchPatches + 2;              ///< positions of a block

using MatchTile = WarpTile<kMatchWindow / 16, kMatchWindow / 8>;

/// A map as the kernel reads it: normalised positions, fp16, channels padded with zeros to a multiple of
/// kTileDepth; labels in fp32.
struct MatchMap {
  const std::uint16_t* features;
  const float* labels;  ///< null: none
  int height, width;
};

/// The two pairs of rows before: slide() makes a sum over three pairs of the newest one.
struct MatchColumns {
  MatchTile older, oldest;  ///< of the pair before, and of both
  DOODLE_DEVICE void slide(MatchTile& newest) {
    DOODLE_UNROLL for (int m = 0; m < kMatchWindow / 16; ++m) {
      DOODLE_UNROLL for (int n = 0; n < kMatchWindow / 8; ++n) {
        DOODLE_UNROLL for (int i = 0; i < 4; ++i) {
          const float now = newest.value[m][n][i];
          newest.value[m][n][i] = oldest.value[m][n][i] + now;
          oldest.value[m][n][i] = older.value[m][n][i] + now;
          older.value[m][n][i] = now;
        }
      }
    }
  }
};

struct MatchProblem {
  MatchMap current, style;
  int channels;  ///< padded
  int labels;
  std::int32_t first_patch;  ///< the style's first in Matches::index
  const float* penalty;      ///< of the style's patches, in units of nine
  unsigned long long* best;  ///< per current patch: ordered score above, complement of the index below
  unsigned* history;         ///< per patch of the style: ordered best feature term
  int tiles_x, tiles_u;
};

template <bool labelled>
struct MatchKernel {
  static constexpr bool waits = true;
  MatchProblem p;

  DOODLE_DEVICE void operator()() const {
    const int tile = block_index() % (p.tiles_x * p.tiles_u);
    const int d = block_index() / (p.tiles_x * p.tiles_u) - (p.current.height - 3);
    const int x0 = tile % p.tiles_x * kMatchPatches, u0 = tile / p.tiles_x * kMatchPatches;
    const int begin = d < 0 ? -d : 0;
    const int end = p.current.height < p.style.height - d ? p.current.height : p.style.height - d;
    const Window window{x0 + warp_index() % kMatchWarps * kWarpPatches,
                        u0 + warp_index() / kMatchWarps * kWarpPatches, p};
    std::uint16_t* buffers = reinterpret_cast<std::uint16_t*>(shared_memory());
    const std::uint16_t* left = buffers + warp_index() % kMatchWarps * kWarpPatches * kTileStride;
    const std::uint16_t* right =
        buffers + (kMatchRows + warp_index() / kMatchWarps * kWarpPatches) * kTileStride;
    const int chunks = p.channels / kTileDepth, steps = (end - begin) * chunks;
    const auto load = [&](int step) {
      if (step < steps) {
        std::uint16_t* to = buffers + step % kStages * kBuffer;
        const int y = begin + step / chunks, k = step % chunks * kTileDepth;
        load_rows(p.current, y, x0, k, to);
        load_rows(p.style, y + d, u0, k, to + kMatchRows * kTileStride);
      }
      commit_copies();  // an empty group, too, or the waits below would count wrongly
    };
    DOODLE_UNROLL for (int step = 0; step < kStages - 1; ++step) load(step);
    MatchColumns features, label_columns;
    int step = 0;
    for (int y = begin; y < end; ++y) {
      MatchTile newest;
      DOODLE_ROLLED for (int k = 0; k < chunks; ++k, ++step) {
        wait_for_copies<kStages - 2>();
        barrier();  // the step's rows are there for all, and those of the step before have been read
        load(step + kStages - 1);
        const int offset = step % kStages * kBuffer;
        newest.multiply(left + offset, right + offset, window.m_end, window.n_end);
      }
      if (window.m_end <= 0 || window.n_end <= 0) continue;  // the whole warp is beyond the maps
      features.slide(newest);
      MatchTile labels;
      if constexpr (labelled) {
        add_labels(y, y + d, window, labels);
        label_columns.slide(labels);
      }
      add_diagonals(newest);
      if (y - begin < 2) continue;
      keep_history(v_patch(y + d), window, newest);
      if constexpr (labelled) {
        add_diagonals(labels);
        add(labels, newest);
      }
      keep_best((y - 2) * (p.current.width - 2), v_patch(y + d), window, newest);
    }
  }

 private:
  static constexpr int kBuffer = 2 * kMatchRows * kTileStride;  ///< halfs of a stage

  /// A warp's first columns, and how many small tiles of its window have positions of the maps.
  struct Window {
    int x, u, m_end, n_end;
    DOODLE_DEVICE Window(int x_, int u_, const MatchProblem& p)
        : x(x_), u(u_), m_end((p.current.width - x_ + 15) / 16), n_end((p.style.width - u_ + 7) / 8) {
      if (p.current.width - 2 <= x) m_end = 0;
      if (p.style.width - 2 <= u) n_end = 0;
    }
  };

  /// The first of the patches that end in the style's row v.
  DOODLE_DEVICE int v_patch(int v) const { return (v - 2) * (p.style.width - 2); }

  DOODLE_DEVICE void load_rows(const MatchMap& map, int row, int first, int k, std::uint16_t* to) const {
    copy_rows<kMatchThreads>(kMatchRows, to, map.features, [&](int x) -> const std::uint16_t* {
      if (first + x >= map.width) return nullptr;
      const std::size_t at = static_cast<std::size_t>(row) * static_cast<std::size_t>(map.width) +
                             static_cast<std::size_t>(first + x);
      return map.features + at * static_cast<std::size_t>(p.channels) + k;
    });
  }

  /// tile += the labels' products, exactly: there are few. Columns beyond the maps read the last one.
  DOODLE_DEVICE void add_labels(int y, int v, const Window& window, MatchTile& tile) const {
    const auto at = [&](const MatchMap& map, int row, int column) {
      const int inside = column < map.width ? column : map.width - 1;
      return map.labels + (static_cast<std::size_t>(row) * static_cast<std::size_t>(map.width) +
                           static_cast<std::size_t>(inside)) *
                              static_cast<std::size_t>(p.labels);
    };
    DOODLE_ROLLED for (int c = 0; c < p.labels; ++c) {
      float right[kMatchWindow / 8][2];
      DOODLE_UNROLL for (int n = 0; n < kMatchWindow / 8; ++n) {
        DOODLE_UNROLL for (int odd = 0; odd < 2; ++odd) right[n][odd] =
            at(p.style, v, window.u + MatchTile::column(n, odd))[c];
      }
      DOODLE_UNROLL for (int slot = 0; slot < kMatchWindow / 8; ++slot) {
        const float left = at(p.current, y, window.x + MatchTile::row(slot / 2, slot % 2 * 2))[c];
        DOODLE_UNROLL for (int n = 0; n < kMatchWindow / 8; ++n) {
          DOODLE_UNROLL for (int odd = 0; odd < 2; ++odd) tile.value[slot / 2][n][slot % 2 * 2 + odd] +=
              left * right[n][odd];
        }
      }
    }
  }

  DOODLE_DEVICE static void add(const MatchTile& from, MatchTile& to) {
    DOODLE_UNROLL for (int m = 0; m < kMatchWindow / 16; ++m) {
      DOODLE_UNROLL for (int n = 0; n < kMatchWindow / 8; ++n) {
        DOODLE_UNROLL for (int i = 0; i < 4; ++i) to.value[m][n][i] += from.value[m][n][i];
      }
    }
  }

  /// Raises the best feature term of each style patch.
  DOODLE_DEVICE void keep_history(int row_patch, const Window& window, const MatchTile& tile) const {
    DOODLE_UNROLL for (int n = 0; n < kMatchWindow / 8; ++n) {
      DOODLE_UNROLL for (int odd = 0; odd < 2; ++odd) {
        unsigned highest = 0;
        DOODLE_UNROLL for (int slot = 0; slot < kMatchWindow / 8; ++slot) {
          const float feature = tile.value[slot / 2][n][slot % 2 * 2 + odd];
          const int row = MatchTile::row(slot / 2, slot % 2 * 2);
          const bool inside = row < kWarpPatches && window.x + row < p.current.width - 2;
          if (inside && feature == feature && ordered_bits(feature) > highest)
            highest = ordered_bits(feature);
        }
        DOODLE_UNROLL for (int mask = 4; mask <= 16; mask *= 2) {  // the eight threads of a column
          const unsigned other = shuffle_xor(highest, mask);
          if (other > highest) highest = other;
        }
        const int column = MatchTile::column(n, odd), u = window.u + column;
        if (lane() < 4 && column < kWarpPatches && u < p.style.width - 2 && highest != 0)
          raise(p.history + row_patch + u, highest);
      }
    }
  }

  /// Raises the best of each current patch.
  DOODLE_DEVICE void keep_best(int row_patch, int style_row_patch, const Window& window,
                               const MatchTile& tile) const {
    float price[kMatchWindow / 8][2];
    DOODLE_UNROLL for (int n = 0; n < kMatchWindow / 8; ++n) {
      DOODLE_UNROLL for (int odd = 0; odd < 2; ++odd) {
        const int column = MatchTile::column(n, odd), u = window.u + column;
        const bool inside = column < kWarpPatches && u < p.style.width - 2;
        price[n][odd] = inside ? p.penalty[style_row_patch + u] : HUGE_VALF;
      }
    }
    DOODLE_UNROLL for (int slot = 0; slot < kMatchWindow / 8; ++slot) {
      unsigned long long best = 0;
      DOODLE_UNROLL for (int n = 0; n < kMatchWindow / 8; ++n) {
        DOODLE_UNROLL for (int odd = 0; odd < 2; ++odd) {
          const float score = tile.value[slot / 2][n][slot % 2 * 2 + odd] - price[n][odd];
          if (!(score > -HUGE_VALF)) continue;  // no patch, ruled out, or not a number
          const std::int32_t patch = p.first_patch + style_row_patch + window.u + MatchTile::column(n, odd);
          const unsigned long long entry =
              static_cast<unsigned long long>(ordered_bits(score)) << 32 | static_cast<unsigned>(~patch);
          if (entry > best) best = entry;
        }
      }
      DOODLE_UNROLL for (int mask = 1; mask <= 2; mask *= 2) {  // the four threads of a row
        const unsigned long long other = shuffle_xor(best, mask);
        if (other > best) best = other;
      }
      const int row = MatchTile::row(slot / 2, slot % 2 * 2), x = window.x + row;
      if ((lane() & 3) == 0 && row < kWarpPatches && x < p.current.width - 2 && best != 0)
        raise(p.best + row_patch + x, best);
    }
  }
};

inline constexpr std::size_t kMatchShared = kStages * 2 * kMatchRows * kTileStride * sizeof(std::uint16_t);
static_assert(kMatchShared <= 48 << 10);

inline void search_patches(const MatchProblem& problem) {
  const std::size_t diagonals = static_cast<std::size_t>(problem.current.height + problem.style.height - 5);
  const Grid grid{diagonals * static_cast<std::size_t>(problem.tiles_x * problem.tiles_u), kMatchThreads,
                  kMatchShared};
  if (problem.labels > 0)
    launch(grid, MatchKernel<true>{problem});
  else
    launch(grid, MatchKernel<false>{problem});
}

}  // namespace doodle::cuda
