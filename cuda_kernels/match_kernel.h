#pragma once

#include "launch.h"
#include "match_best.h"
#include "match_source.h"
#include "match_split.h"

// The search for the best style patch, on tensor cores. A block walks down one diagonal of row pairs (y, y +
// d) with a window of current columns times style columns: a product of rows gives the Gram matrix of their
// positions, the last three of those, kept in registers, add up to columns of patches, and three taps along
// the window's diagonal to patches. Their labels, and what choosing them costs, are a product of rows too:
// one for each patch. Scores are in units of nine.
namespace doodle::cuda {

struct MatchProblem {
  MatchMap current, style;
  int channels, terms;       ///< halfs of a row, multiples of kTileDepth
  std::int32_t first_patch;  ///< the style's first in Matches::index
  unsigned long long* best;  ///< per current patch: ordered score above, complement of the index below
  unsigned* history;         ///< per patch of the style: ordered best feature term
};

template <class Shape>
struct MatchKernel {
  static constexpr bool waits = true;
  static constexpr int kBuffer = (Shape::rows + Shape::columns) * kTileDepth;  ///< halfs of a stage
  static constexpr std::size_t kBuffers = kStages * kBuffer * sizeof(std::uint16_t);
  using Borders = MatchBorders<Shape::warps_x, Shape::warps_u>;
  static constexpr std::size_t shared_bytes = kBuffers + sizeof(Borders);
  MatchProblem p;
  MatchSplit split;

  DOODLE_DEVICE void operator()() const {
    const int tiles = split.tiles_x * split.tiles_u, tile = block_index() % tiles;
    const Way way(p, split, block_index() / tiles);
    if (way.end - way.begin < 3) return;
    Walk(p, way, tile % split.tiles_x * Shape::patches_x, tile / split.tiles_x * Shape::patches_u).run();
  }

 private:
  /// Pairs of rows y and y + d.
  struct Way {
    int d, begin, end;
    DOODLE_DEVICE Way(const MatchProblem& p, const MatchSplit& split, int block) {
      // The longest first: those in the middle, the main one of maps that are alike.
      const int diagonals = p.current.height + p.style.height - 5, order = block / split.parts;
      const int middle = (diagonals - 1) / 2;
      d = (order % 2 != 0 ? middle + (order + 1) / 2 : middle - order / 2) - (p.current.height - 3);
      const int first = d < 0 ? -d : 0;
      const int last = p.current.height < p.style.height - d ? p.current.height : p.style.height - d;
      begin = first + block % split.parts * split.length;
      end = begin + split.length + 2 < last ? begin + split.length + 2 : last;
    }
  };

  /// A thread's part of a block's way.
  struct Walk {
    const MatchProblem& p;
    Way way;
    int x0, u0;                       ///< the block's first columns
    MatchTile newest, older, oldest;  ///< sums of a row pair; of the one before; of all before
    int stage = 0;                    ///< that is read next
    int load_row, load_k = 0;         ///< what is copied next
    MatchSource<Shape::rows, Shape::threads, row_at> current;
    MatchSource<Shape::columns, Shape::threads, column_at> style;
    TileLane mine;

    DOODLE_DEVICE Walk(const MatchProblem& problem, const Way& where, int x, int u)
        : p(problem),
          way(where),
          x0(x),
          u0(u),
          load_row(way.begin),
          current(p.current, p.channels, way.begin, x, 0),
          style(p.style, p.channels, way.begin + way.d, u, Shape::rows * kTileDepth) {}

    DOODLE_DEVICE void run() {
      load(0);
      for (int y = way.begin; y < way.end; ++y) {
        DOODLE_ROLLED for (int k = 0; k < p.channels; k += kTileDepth) multiply(next_buffer(), newest);
        each([](float& now, float&, float& all) { all += now; });
        if (y - way.begin >= 2) finish(y);
        // For the next row pair.
        each([](float& now, float& before, float& all) {
          all = before + now;
          before = now;
          now = 0;
        });
      }
    }

   private:
    DOODLE_DEVICE int warp_x() const { return warp_index() % Shape::warps_x; }
    DOODLE_DEVICE int warp_u() const { return warp_index() / Shape::warps_x; }
    DOODLE_DEVICE int x() const { return x0 + warp_x() * MatchTile::rows; }
    DOODLE_DEVICE int u() const { return u0 + warp_u() * MatchTile::columns; }
    /// Of the warp's rows or columns, how many are patches of the block and of the maps.
    DOODLE_DEVICE int patches_x() const {
      const int here = Shape::patches_x - warp_x() * MatchTile::rows, all = p.current.columns() - x();
      return here < all ? here : all;
    }
    DOODLE_DEVICE int patches_u() const {
      const int here = Shape::patches_u - warp_u() * MatchTile::columns, all = p.style.columns() - u();
      return here < all ? here : all;
    }
    DOODLE_DEVICE std::uint16_t* buffers() const { return reinterpret_cast<std::uint16_t*>(shared_memory()); }

    /// The next step's rows, when they are there for all; those of the step before have been read then, and
    /// the step after is copied to their place.
    DOODLE_DEVICE const std::uint16_t* next_buffer() {
      wait_for_copies<0>();
      barrier();
      const std::uint16_t* buffer = buffers() + stage * kBuffer;
      stage ^= 1;
      load(stage);
      return buffer;
    }

    /// Begins to copy the rows of one more step: of positions and then, where there are patches, of those.
    DOODLE_DEVICE void load(int to) {
      if (load_row == way.end) return;
      std::uint16_t* buffer = buffers() + to * kBuffer;
      const int k = load_k - p.channels;
      load_k += kTileDepth;
      if (k < 0) {
        const bool ends = load_k == p.channels;
        current.copy_features(p.current, p.channels, ends, buffer);
        style.copy_features(p.style, p.channels, ends, buffer);
      } else {
        const int row = load_row - 2;
        current.copy_terms(p.current, p.terms, row, k, x0 + Shape::patches_x, -1, buffer);
        style.copy_terms(p.style, p.terms, row + way.d, k, u0 + Shape::patches_u,
                         (p.style.height - 2) * p.style.columns(), buffer);
      }
      commit_copies();
      if (load_k < p.channels + (load_row - way.begin < 2 ? 0 : p.terms)) return;
      load_k = 0;
      ++load_row;
    }

    DOODLE_DEVICE void multiply(const std::uint16_t* buffer, MatchTile& to) const {
      to.multiply(mine, buffer + warp_x() * MatchTile::rows * kTileDepth,
                  buffer + (Shape::rows + warp_u() * MatchTile::columns) * kTileDepth);
    }

    /// body(newest, older, oldest) for each of this thread's values.
    template <class Body>
    DOODLE_DEVICE void each(const Body& body) {
      DOODLE_UNROLL for (int r = 0; r < kThreadRows; ++r) {
        DOODLE_UNROLL for (int c = 0; c < kThreadColumns; ++c)
            body(tile_at(newest, r, c), tile_at(older, r, c), tile_at(oldest, r, c));
      }
    }

    /// From columns of patches that end in row y to what those are best for.
    DOODLE_DEVICE void finish(int y) {
      // Nobody reads the borders of the row before any more: there was a barrier since.
      Borders& borders = *reinterpret_cast<Borders*>(shared_memory() + kBuffers);
      borders.show(oldest, warp_x(), warp_u());
      const std::uint16_t* buffer = next_buffer();
      keep_history(y, borders);
      unsigned long long* best = p.best + (y - 2) * p.current.columns() + x();
      const unsigned long long seen = RowBest::seen(best, patches_x());
      multiply(buffer, oldest);
      DOODLE_ROLLED for (int k = kTileDepth; k < p.terms; k += kTileDepth) multiply(next_buffer(), oldest);
      RowBest::keep(oldest, best, seen, p.first_patch + (y + way.d - 2) * p.style.columns() + u());
    }

    DOODLE_DEVICE void keep_history(int y, const Borders& borders) {
      unsigned* history = p.history + (y + way.d - 2) * p.style.columns() + u();
      const int patches = patches_x();
      ColumnBest best(history, patches_u());
      add_diagonals(oldest, borders, warp_x(), warp_u(),
                    [&](int column, const float(&sums)[kThreadRows]) { best.take(column, sums, patches); });
      best.keep(history);
    }
  };
};

/// Raises `best` and `history`.
inline void search_patches(const MatchProblem& problem, const MatchSplit& split) {
  const std::size_t blocks =
      split.diagonals * static_cast<std::size_t>(split.parts * split.tiles_x * split.tiles_u);
  const auto enqueue = [&](const auto& kernel) {
    launch({blocks, split.threads, kernel.shared_bytes}, kernel);
  };
  if (split.threads == LargeMatch::threads)
    enqueue(MatchKernel<LargeMatch>{problem, split});
  else
    enqueue(MatchKernel<SmallMatch>{problem, split});
}

}  // namespace doodle::cuda
