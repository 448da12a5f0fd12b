#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <vector>

#include "conformance/schedules.h"
#include "kernels/half.h"
#include "launch.h"
#include "match_shape.h"

namespace doodle::cuda {
namespace {

using emulation::Schedule;

class TensorTiles : public ScheduleTest {};

std::vector<std::uint16_t> whole_halfs(std::size_t count, int step) {
  std::vector<std::uint16_t> values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = float_to_half(static_cast<float>(static_cast<int>(i) * step % 17 - 8));
  return values;
}

/// A warp's product of 32 by 32 rows, each copied to shared memory first.
template <bool with_wait, bool with_barrier>
struct Product {
  static constexpr bool waits = true;
  const std::uint16_t *left, *right;  ///< 32 rows of kTileDepth, close together
  float* out;                         ///< 32 x 32 of each of two warps
  void operator()() const {
    std::uint16_t* a = reinterpret_cast<std::uint16_t*>(shared_memory());
    std::uint16_t* b = a + 32 * kTileDepth;
    for (int i = thread_index(); i < 32 * kTilePieces; i += 64) {
      const int row = i / kTilePieces, piece = i % kTilePieces;
      copy_async(a + piece_place(row, piece), left + row * kTileDepth + piece * 8, true);
      copy_async(b + piece_place(row, piece), right + row * kTileDepth + piece * 8, row < 31);
    }
    commit_copies();
    if (with_wait) wait_for_copies<0>();
    if (with_barrier) barrier();
    WarpTile<2, 4> tile;
    tile.multiply(TileLane{}, a, b);
    for (int m = 0; m < 2; ++m)
      for (int n = 0; n < 4; ++n)
        for (int i = 0; i < 4; ++i)
          out[(warp_index() * 32 + tile.row(m, i)) * 32 + tile.column(n, i)] = tile.value[m][n][i];
    if (!with_wait) wait_for_copies<0>();
  }
};

template <bool with_wait, bool with_barrier>
std::set<std::vector<float>> products_in_every_schedule() {
  // Behind new: aligned to 16 bytes.
  const std::vector<std::uint16_t> left = whole_halfs(32 * kTileDepth, 7),
                                   right = whole_halfs(32 * kTileDepth, 5);
  std::vector<float> out(2 * 32 * 32);
  std::set<std::vector<float>> results;
  for (const Schedule schedule : kSchedules) {
    emulation::set_schedule(schedule);
    launch({1, 64, 2 * 32 * kTileDepth * sizeof(std::uint16_t)},
           Product<with_wait, with_barrier>{left.data(), right.data(), out.data()});
    synchronise();
    results.insert(out);
  }
  return results;
}

TEST_F(TensorTiles, multiply_rows_that_were_copied) {
  const std::vector<std::uint16_t> left = whole_halfs(32 * kTileDepth, 7),
                                   right = whole_halfs(32 * kTileDepth, 5);
  std::vector<float> expected(2 * 32 * 32, 0.0f);
  for (std::size_t y = 0; y < 32; ++y)
    for (std::size_t x = 0; x < 31; ++x)
      for (std::size_t k = 0; k < kTileDepth; ++k)
        expected[y * 32 + x] +=
            half_to_float(left[y * kTileDepth + k]) * half_to_float(right[x * kTileDepth + k]);
  std::copy_n(expected.begin(), 32 * 32, expected.begin() + 32 * 32);
  EXPECT_THAT((products_in_every_schedule<true, true>()), testing::ElementsAre(expected));
}

TEST_F(TensorTiles, a_missing_wait_for_copies_is_caught) {
  EXPECT_GT((products_in_every_schedule<false, true>()).size(), 1u);
}

TEST_F(TensorTiles, a_missing_barrier_after_copies_is_caught) {
  EXPECT_GT((products_in_every_schedule<true, false>()).size(), 1u);
}

struct AddTo4096 {
  static constexpr bool waits = true;
  float addend;
  float* out;
  void operator()() const {
    const unsigned pair = half_bits(addend), a[4] = {pair, pair, 0, 0}, b[2] = {half_bits(1.0f), 0};
    float c[4] = {4096, 4096, 4096, 4096};
    multiply_tiles(c, a, b);
    if (thread_index() == 0) out[0] = c[0];
  }
};

/// Four products that add up to 3/4 of a float's last place: rounding takes that up, tensor cores cut it off.
TEST_F(TensorTiles, sums_cut_off_what_they_cannot_hold) {
  float sum = 0;
  launch({1, 32, 0}, AddTo4096{0.75f * 0x1p-11f / 4, &sum});
  synchronise();
  EXPECT_EQ(sum, 4096.0f);
  launch({1, 32, 0}, AddTo4096{1.25f * 0x1p-11f / 4, &sum});
  synchronise();
  EXPECT_EQ(sum, 4096.0f + 0x1p-11f);
}

/// A block of two by two warps, whose sums cross the borders between their tiles.
template <class Tile>
struct AddDiagonals {
  static constexpr bool waits = true;
  static constexpr int rows = 2 * Tile::rows, columns = 2 * Tile::columns;
  using Borders = MatchBorders<Tile, 2, 2>;
  const float* in;
  float* out;
  void operator()() const {
    auto& borders = *reinterpret_cast<Borders*>(shared_memory());
    const int x = warp_index() % 2, u = warp_index() / 2;
    const int row = x * Tile::rows + thread_row<Tile>(), column = u * Tile::columns + thread_column<Tile>();
    Tile tile;
    for (int r = 0; r < kThreadRows<Tile>; ++r)
      for (int c = 0; c < kThreadColumns<Tile>; ++c)
        tile_at(tile, r, c) = in[(row + r) * columns + column + c];
    borders.begin();
    barrier();
    borders.show(tile, x, u);
    barrier();
    add_diagonals(tile, borders.of(x, u), [&](int c, const float(&sums)[kThreadRows<Tile>]) {
      for (int r = 0; r < kThreadRows<Tile>; ++r) out[(row + r) * columns + column + c] = sums[r];
    });
  }
};

template <class Tile>
void check_diagonals() {
  using Kernel = AddDiagonals<Tile>;
  constexpr std::size_t rows = Kernel::rows, columns = Kernel::columns;
  std::vector<float> in(rows * columns), out(in.size());
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<float>(i * 31 % 997);
  launch({1, 128, sizeof(typename Kernel::Borders)}, Kernel{in.data(), out.data()});
  synchronise();
  for (std::size_t y = 0; y + 2 < rows; ++y)
    for (std::size_t x = 0; x + 2 < columns; ++x)
      ASSERT_EQ(out[y * columns + x],
                in[y * columns + x] + in[(y + 1) * columns + x + 1] + in[(y + 2) * columns + x + 2])
          << y << ' ' << x;
}

TEST_F(TensorTiles, add_three_taps_along_their_diagonals) {
  check_diagonals<LargeMatch::Tile>();
  check_diagonals<GroupTile>();
}

/// Where a tile's values are and where its rows and columns wait fit together.
template <class Tile>
void check_places() {
  for (int i = 0; i < Tile::rows; ++i) {
    const int place = row_place(i, kThreadRows<Tile>);  // m * 16 + lane / 4 + half * 8
    EXPECT_EQ(place % 8 * kThreadRows<Tile> + place / 16 * 2 + place / 8 % 2, i);
  }
  for (int i = 0; i < Tile::columns; ++i) {
    const int place = column_place(i, kThreadColumns<Tile>);  // n * 8 + lane % 4 * 2 + i % 2
    EXPECT_EQ(place % 8 / 2 * kThreadColumns<Tile> + place / 8 * 2 + place % 2, i);
  }
}

TEST_F(TensorTiles, give_each_thread_rows_and_columns_side_by_side) {
  check_places<LargeMatch::Tile>();
  check_places<GroupTile>();
}

/// Whether a launch is refused, and why.
template <class Kernel>
std::string refusal(const Grid& grid, const Kernel& kernel) {
  try {
    launch(grid, kernel);
    synchronise();
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return "";
}

struct CopyFrom {
  static constexpr bool waits = true;
  const unsigned char* from;
  bool waited;
  void operator()() const {
    copy_async(shared_memory() + 16 * thread_index(), from, true);
    commit_copies();
    if (waited) wait_for_copies<0>();
  }
};

TEST_F(TensorTiles, what_a_device_would_not_do_is_refused) {
  alignas(16) const unsigned char bytes[32] = {};
  EXPECT_EQ(refusal({1, 32, 512}, CopyFrom{bytes, true}), "");
  EXPECT_THAT(refusal({1, 32, 512}, CopyFrom{bytes + 2, true}), testing::HasSubstr("not aligned"));
  EXPECT_THAT(refusal({1, 32, 512}, CopyFrom{bytes, false}), testing::HasSubstr("not waited for"));
  EXPECT_THAT(refusal({1, 32, 100 << 10}, CopyFrom{bytes, true}), testing::HasSubstr("shared memory"));
  EXPECT_THAT(refusal({1, 2048, 512}, CopyFrom{bytes, true}), testing::HasSubstr("threads"));
  EXPECT_THAT(refusal({std::size_t{1} << 31, 32, 512}, CopyFrom{bytes, true}), testing::HasSubstr("blocks"));
  EXPECT_EQ(refusal({1, 32, 512}, CopyFrom{bytes, true}), "") << "a refusal is forgotten";
}

}  // namespace
}  // namespace doodle::cuda
