#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <vector>

#include "conformance/schedules.h"
#include "kernels/half.h"
#include "launch.h"
#include "warp_group.h"

namespace doodle::cuda {
namespace {

using emulation::Schedule;

class WarpGroups : public ScheduleTest {};

constexpr int kLeft = kGroupRows * kTileDepth, kRight = kGroupColumns * kTileDepth;

/// What a kernel forgets.
enum class Forgets { nothing, gate, products, order };

/// A group's product of panels that were copied, and once more of what is copied to the same place then.
template <Forgets forgets>
struct TwoProducts {
  static constexpr bool waits = true;
  static constexpr int groups = 1;
  struct Shared {
    std::uint16_t left[kLeft], right[kRight];
    Gate there, read;
  };
  const std::uint16_t *left, *right;  ///< panels, two of each
  float* out;                         ///< kGroupRows x kGroupColumns
  void operator()() const {
    Shared& shared = *reinterpret_cast<Shared*>(shared_memory());
    if (thread_index() == 0) {
      open_gate(shared.there, 1);
      open_gate(shared.read, 4);
      publish_gates();
    }
    barrier();
    GroupTile tile;
    const auto copy = [&](int panel) {
      arrive_for(shared.there, (kLeft + kRight) * 2);
      copy_panel_async(shared.left, left + panel * kLeft, kLeft * 2, shared.there);
      copy_panel_async(shared.right, right + panel * kRight, kRight * 2, shared.there);
    };
    const auto multiply = [&](int panel) {
      if (forgets != Forgets::gate) wait_at(shared.there, panel);
      begin_products();
      for (int k = 0; k < kTileDepth; k += 16) {
        if (panel == 0 && k == 0)
          multiply_group<false>(tile, describe_rows(shared.left), describe_rows(shared.right), k);
        else
          multiply_group<true>(tile, describe_rows(shared.left), describe_rows(shared.right), k);
      }
      commit_products();
      if (forgets == Forgets::order && panel == 0)
        return;  // the rows are given back before they have been read
      if (forgets != Forgets::products) wait_for_products<0>();
    };
    if (thread_index() == 0) copy(0);
    multiply(0);
    warp_barrier();
    if (elected()) arrive(shared.read);
    if (thread_index() == 0) {
      wait_at(shared.read, 0);
      copy(1);
    }
    warp_barrier();
    multiply(1);
    const int warp = warp_index();
    for (int n = 0; n < 16; ++n)
      for (int i = 0; i < 4; ++i)
        out[(warp * 16 + GroupTile::row(0, i)) * kGroupColumns + GroupTile::column(n, i)] =
            tile.value[0][n][i];
  }
};

/// Whole numbers, row after row, and as panels of them lie.
struct Rows {
  std::vector<float> values;
  std::vector<std::uint16_t> panels;
  Rows(int rows, int step) : values(2 * rows * kTileDepth), panels(values.size()) {
    for (int i = 0; i < static_cast<int>(values.size()); ++i) {
      const int row = i / kTileDepth % rows, k = i % kTileDepth;
      values[i] = static_cast<float>(i * step % 17 - 8);
      panels[i / (rows * kTileDepth) * rows * kTileDepth + piece_place(row, k / 8) + k % 8] =
          float_to_half(values[i]);
    }
  }
};

struct Inputs {
  Rows left{kGroupRows, 7}, right{kGroupColumns, 5};
  std::vector<float> out = std::vector<float>(kGroupRows * kGroupColumns);

  template <Forgets forgets>
  std::vector<float> run() {
    using Kernel = TwoProducts<forgets>;
    launch({1, 128, sizeof(typename Kernel::Shared)},
           Kernel{left.panels.data(), right.panels.data(), out.data()});
    synchronise();
    return out;
  }

  std::vector<float> expected() const {
    std::vector<float> sums(out.size());
    for (int y = 0; y < kGroupRows; ++y)
      for (int x = 0; x < kGroupColumns; ++x)
        for (int panel = 0; panel < 2; ++panel)
          for (int k = 0; k < kTileDepth; ++k)
            sums[y * kGroupColumns + x] += left.values[panel * kLeft + y * kTileDepth + k] *
                                           right.values[panel * kRight + x * kTileDepth + k];
    return sums;
  }
};

/// What comes out in every schedule; nothing where the launch is refused.
template <Forgets forgets>
std::set<std::vector<float>> in_every_schedule() {
  std::set<std::vector<float>> results;
  for (const Schedule schedule : kSchedules) {
    emulation::set_schedule(schedule);
    try {
      results.insert(Inputs().run<forgets>());
    } catch (const std::logic_error&) {
      results.insert(std::vector<float>{});
    }
  }
  return results;
}

TEST_F(WarpGroups, multiply_panels_that_were_copied) {
  EXPECT_THAT(in_every_schedule<Forgets::nothing>(), testing::ElementsAre(Inputs().expected()));
}

TEST_F(WarpGroups, a_missing_wait_at_a_gate_is_caught) {
  EXPECT_THAT(in_every_schedule<Forgets::gate>(), testing::Contains(std::vector<float>{}));
}

TEST_F(WarpGroups, a_missing_wait_for_products_is_caught) {
  EXPECT_THAT(in_every_schedule<Forgets::products>(), testing::Contains(std::vector<float>{}));
}

TEST_F(WarpGroups, rows_that_are_given_back_before_they_have_been_read_are_caught) {
  EXPECT_GT(in_every_schedule<Forgets::order>().size(), 1u);
}

/// Two threads arrive where one is expected, and nobody waits.
struct ArriveTwice {
  static constexpr bool waits = true;
  static constexpr int groups = 1;
  void operator()() const {
    Gate& gate = *reinterpret_cast<Gate*>(shared_memory());
    if (thread_index() != 0) return;
    open_gate(gate, 1);
    arrive_for(gate, 16);
    arrive(gate);
  }
};

TEST_F(WarpGroups, too_many_arrivals_are_caught) {
  launch({1, 32, sizeof(Gate)}, ArriveTwice{});
  EXPECT_THROW(synchronise(), std::logic_error);
}

}  // namespace
}  // namespace doodle::cuda
