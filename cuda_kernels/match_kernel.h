#pragma once

#include "launch.h"
#include "match_best.h"
#include "match_way.h"

// The search for the best style patch, on tensor cores. A block walks down one diagonal of row pairs (y, y +
// d) with a window of current columns times style columns: a product of rows gives the Gram matrix of their
// positions, the last three of those, kept in registers, add up to columns of patches, and three taps along
// the window's diagonal to patches. Their labels, and what choosing them costs, are a product of rows too:
// one for each patch. Scores are in units of nine.
namespace doodle::cuda {

template <class Shape>
struct MatchKernel {
  static constexpr bool waits = true;
  static constexpr int kBuffer = (Shape::rows + Shape::columns) * kTileDepth;  ///< halfs of a stage
  static constexpr std::size_t kBuffers = kStages * kBuffer * sizeof(std::uint16_t);
  using Tile = typename Shape::Tile;
  using Borders = MatchBorders<Tile, Shape::warps_x, Shape::warps_u>;
  static constexpr std::size_t shared_bytes = kBuffers + sizeof(Borders);
  MatchProblem p;
  MatchSplit split;

  DOODLE_DEVICE void operator()() const {
    const MatchWay way(p, split, block_index());
    if (way.any()) Walk(p, way).run();
  }

 private:
  /// A thread's part of a block's way.
  struct Walk {
    const MatchProblem& p;
    MatchWay way;
    int warp_x, warp_u;
    Tile newest, older, oldest;  ///< sums of a row pair; of the one before; of all before
    int stage = 0;               ///< that is read next
    MatchPanel loaded;           ///< that is copied next
    TileLane mine;

    DOODLE_DEVICE Walk(const MatchProblem& problem, const MatchWay& where)
        : p(problem),
          way(where),
          warp_x(warp_index() % Shape::warps_x),
          warp_u(warp_index() / Shape::warps_x),
          loaded(where) {}

    DOODLE_DEVICE void run() {
      borders().begin();
      load(0);
      for (int y = way.begin; y < way.end; ++y) {
        DOODLE_ROLLED for (int k = 0; k < p.current.features_in.depth; ++k) multiply(next_buffer(), newest);
        each_value(newest, older, oldest, [](float& now, float&, float& all) { all += now; });
        if (y - way.begin >= 2) finish(y);
        // For the next row pair.
        each_value(newest, older, oldest, [](float& now, float& before, float& all) {
          all = before + now;
          before = now;
          now = 0;
        });
      }
    }

   private:
    DOODLE_DEVICE std::uint16_t* buffers() const { return reinterpret_cast<std::uint16_t*>(shared_memory()); }

    DOODLE_DEVICE static Borders& borders() {
      return *reinterpret_cast<Borders*>(shared_memory() + kBuffers);
    }

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

    /// Begins to copy the panels of one more step.
    DOODLE_DEVICE void load(int to) {
      if (!loaded.any(way)) return;
      std::uint16_t* buffer = buffers() + to * kBuffer;
      copy_panel<Shape::rows>(buffer, loaded.current(p, way));
      copy_panel<Shape::columns>(buffer + Shape::rows * kTileDepth, loaded.style(p, way));
      commit_copies();
      loaded.next(p, way);
    }

    template <int places>
    DOODLE_DEVICE static void copy_panel(std::uint16_t* to, const std::uint16_t* from) {
      constexpr int step = 8 * Shape::threads;
      static_assert(places * kTileDepth % step == 0);
      DOODLE_UNROLL for (int i = 0; i < places * kTileDepth; i += step)
          copy_async(to + 8 * thread_index() + i, from + 8 * thread_index() + i, true);
    }

    DOODLE_DEVICE void multiply(const std::uint16_t* buffer, Tile& to) const {
      to.multiply(mine, buffer + warp_x * Tile::rows * kTileDepth,
                  buffer + (Shape::rows + warp_u * Tile::columns) * kTileDepth);
    }

    /// From columns of patches that end in row y to what those are best for.
    DOODLE_DEVICE void finish(int y) {
      // Nobody reads the borders of the row before any more: there was a barrier since.
      borders().show(oldest, warp_x, warp_u);
      const std::uint16_t* buffer = next_buffer();
      keep_history(y);
      unsigned long long* best = p.best + (y - 2) * p.current.columns() + way.template x<Shape>();
      const unsigned long long seen = RowBest<Tile>::seen(best);
      multiply(buffer, oldest);
      DOODLE_ROLLED for (int k = 1; k < p.current.terms_in.depth; ++k) multiply(next_buffer(), oldest);
      RowBest<Tile>::keep(oldest, best, seen,
                          p.first_patch + (y + way.d - 2) * p.style.columns() + way.template u<Shape>());
    }

    DOODLE_DEVICE void keep_history(int y) {
      unsigned* history = p.history + (y + way.d - 2) * p.style.columns() + way.template u<Shape>();
      ColumnBest<Tile> best(history);
      add_diagonals(oldest, borders().of(warp_x, warp_u),
                    [&](int column, const float(&sums)[kThreadRows<Tile>]) { best.take(column, sums); });
      best.keep(history);
    }
  };
};

}  // namespace doodle::cuda
