#pragma once

#include "launch.h"
#include "match_best.h"
#include "match_exchange.h"
#include "match_way.h"
#include "warp_group.h"

// The search of match_kernel.h by groups of four warps. A third group fills a ring of stages with panels;
// which of them are there and which have been read is known at gates, so that nobody waits for the whole
// block. The second group is half a row ahead of the first: while one multiplies, the other looks for what is
// best.
namespace doodle::cuda {

struct GroupMatchKernel {
  static constexpr bool waits = true;
  static constexpr int groups = 3;
  using Shape = GroupMatch;
  using Tile = GroupTile;
  static constexpr int kRing = 5, kWarps = Shape::warps_x;
  /// Panels of a row that the second group multiplies first; no more than the ring has.
  static constexpr int kAhead = 4;
  static constexpr int kPanelBytes = Shape::rows * kTileDepth * static_cast<int>(sizeof(std::uint16_t));
  static_assert(Shape::rows == 2 * kGroupRows && Shape::columns == kGroupColumns);

  struct Stage {
    std::uint16_t current[Shape::rows * kTileDepth], style[Shape::columns * kTileDepth];
  };
  struct Shared {
    Stage stages[kRing];
    GroupExchange<kWarps> exchange;
    Gate full[kRing], read[2][kRing];  ///< that panels are there; that a group has multiplied them
  };
  static constexpr std::size_t shared_bytes = sizeof(Shared);
  MatchProblem p;
  MatchSplit split;

  DOODLE_DEVICE void operator()() const {
    if constexpr (kWarpGroups) {
      const MatchWay way(p, split, block_index());
      if (!way.any()) return;
      open_gates();
      barrier();
      if (warp_index() >= kWarps) {
        set_registers<24>();
        if (warp_index() == kWarps && lane() == 0) fill_ring(way);
      } else {
        set_registers<240>();
        Walk(p, way).run();
      }
    }
  }

 private:
  DOODLE_DEVICE static Shared& shared() { return *reinterpret_cast<Shared*>(shared_memory()); }

  DOODLE_DEVICE static void open_gates() {
    shared().exchange.begin();
    if (thread_index() != 0) return;
    for (int s = 0; s < kRing; ++s) {
      open_gate(shared().full[s], 1);
      for (Gate(&gates)[kRing] : shared().read) open_gate(gates[s], kWarps / 2);
    }
    publish_gates();
  }

  /// A place in the ring.
  struct Turn {
    int stage = 0, parity = 0;
    DOODLE_DEVICE void next() { *this = later(1); }
    DOODLE_DEVICE Turn later(int panels) const {
      const int place = stage + panels;
      return place < kRing ? Turn{place, parity} : Turn{place - kRing, parity ^ 1};
    }
    DOODLE_DEVICE int stage_before(int panels) const {
      return stage < panels ? stage + kRing - panels : stage - panels;
    }
  };

  /// Copies all panels of the way, each to its stage as soon as both groups have read what was there.
  DOODLE_DEVICE void fill_ring(const MatchWay& way) const {
    MatchPanel panel(way);
    Turn turn;
    for (int number = 0; panel.any(way); ++number) {
      if (number >= kRing)
        for (Gate(&gates)[kRing] : shared().read) wait_at(gates[turn.stage], turn.parity ^ 1);
      Gate& gate = shared().full[turn.stage];
      arrive_for(gate, 2 * kPanelBytes);
      copy_panel_async(shared().stages[turn.stage].current, panel.current(p, way), kPanelBytes, gate);
      copy_panel_async(shared().stages[turn.stage].style, panel.style(p, way), kPanelBytes, gate);
      panel.next(p, way);
      turn.next();
    }
  }

  /// A thread's part of a block's way.
  struct Walk {
    const MatchProblem& p;
    Tile newest, older, oldest;  ///< sums of a row pair; of the one before; of all before
    Turn taken;                  ///< of the panels that are multiplied next
    typename GroupExchange<kWarps>::Place at;
    int rows;                ///< of the way
    int patch, style_patch;  ///< the window's first of the row of patches that ends next, of both maps

    DOODLE_DEVICE Walk(const MatchProblem& problem, const MatchWay& way)
        : p(problem),
          rows(way.end - way.begin),
          patch(way.begin * problem.current.columns() + way.x<Shape>()),
          style_patch((way.begin + way.d) * problem.style.columns() + way.u<Shape>()) {}

    DOODLE_DEVICE void run() {
      for (int row = 0; row < rows; ++row) {
        multiply_row();
        if (row >= 2) finish(row - 2);
        // For the next row pair.
        each_value(newest, older, oldest, [](float& now, float& before, float& all) {
          all = before + now;
          before = now;
        });
      }
    }

   private:
    /// 1 for the second.
    DOODLE_DEVICE int group() const { return at.warp / (kWarps / 2); }

    /// Begins to multiply the next panels, when they are there.
    template <bool add>
    DOODLE_DEVICE void multiply(Tile& to) {
      wait_at(shared().full[taken.stage], taken.parity);
      const Stage& stage = shared().stages[taken.stage];
      const GroupRows left = describe_rows(stage.current + group() * kGroupRows * kTileDepth),
                      right = describe_rows(stage.style);
      begin_products();
      multiply_group<add>(to, left, right, 0);
      DOODLE_UNROLL for (int k = 16; k < kTileDepth; k += 16) multiply_group<true>(to, left, right, k);
      commit_products();
      taken.next();
    }

    /// Gives panels back, of which no product is under way any more: those taken last, or those before.
    DOODLE_DEVICE void release(int before) const {
      if (elected()) arrive(shared().read[group()][taken.stage_before(1 + before)]);
    }

    /// The Gram matrix of the next pair of rows.
    DOODLE_DEVICE void multiply_row() {
      const int depth = p.current.features_in.depth;
      if (group() == 0) {
        const Turn last = taken.later((depth < kAhead ? depth : kAhead) - 1);
        wait_at(shared().read[1][last.stage], last.parity);
      }
      multiply<false>(newest);
      DOODLE_ROLLED for (int k = 1; k < depth; ++k) {
        multiply<true>(newest);
        wait_for_products<1>();
        release(1);
      }
      wait_for_products<0>();
      release(0);
    }

    /// Adds what is not features.
    DOODLE_DEVICE void multiply_terms() {
      DOODLE_ROLLED for (int k = 0; k < p.current.terms_in.depth; ++k) {
        multiply<true>(oldest);
        wait_for_products<0>();
        release(0);
      }
    }

    /// From columns of patches to what those are best for, the `time`th time.
    DOODLE_DEVICE void finish(int time) {
      shared().exchange.add_diagonals(oldest, newest, at, time, p.history + style_patch);
      unsigned long long* best = p.best + patch;
      const unsigned long long seen = RowBest<Tile>::seen(best);
      multiply_terms();
      RowBest<Tile>::keep(oldest, best, seen, p.first_patch + style_patch);
      patch += p.current.columns();
      style_patch += p.style.columns();
    }
  };
};

}  // namespace doodle::cuda
