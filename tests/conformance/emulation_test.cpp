#include "emulation/emulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <vector>

#include "conformance/match_cases.h"
#include "conformance/schedules.h"
#include "device.h"
#include "emulation/device.h"
#include "launch.h"
#include "reduce.h"

namespace doodle::cuda {
namespace {

using emulation::Schedule;

class Emulation : public ScheduleTest {};

/// Turns a block's numbers round by way of shared memory. Without the barrier a thread may read what is not
/// written yet.
template <bool with_barrier>
struct Reverse {
  static constexpr bool waits = true;
  const int* in;
  int* out;
  void operator()() const {
    int* shared = reinterpret_cast<int*>(shared_memory());
    shared[thread_index()] = in[block_index() * threads() + thread_index()];
    if (with_barrier) barrier();
    out[block_index() * threads() + thread_index()] = shared[threads() - 1 - thread_index()];
  }
};

template <bool with_barrier>
std::set<std::vector<int>> reversed_in_every_schedule() {
  std::vector<int> in(2 * 96), out(in.size());
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<int>(i);
  std::set<std::vector<int>> results;
  for (const Schedule schedule : kSchedules) {
    emulation::set_schedule(schedule);
    launch({2, 96, 96 * sizeof(int)}, Reverse<with_barrier>{in.data(), out.data()});
    synchronise();
    results.insert(out);
  }
  return results;
}

TEST_F(Emulation, a_barrier_makes_all_schedules_agree) {
  std::vector<int> expected(2 * 96);
  for (int i = 0; i < 96; ++i) {
    expected[static_cast<std::size_t>(i)] = 95 - i;
    expected[static_cast<std::size_t>(96 + i)] = 96 + 95 - i;
  }
  EXPECT_THAT(reversed_in_every_schedule<true>(), testing::ElementsAre(expected));
}

TEST_F(Emulation, a_missing_barrier_is_caught) {
  EXPECT_GT(reversed_in_every_schedule<false>().size(), 1u);
}

/// Each thread reads what the one before it, of a block before at times, has written or not.
struct Follow {
  int* values;
  void operator()(std::size_t i) const { values[i + 1] = values[i] + 1; }
};

TEST_F(Emulation, threads_that_depend_on_the_order_are_caught) {
  std::set<std::vector<int>> results;
  for (const Schedule schedule : kSchedules) {
    std::vector<int> values(601);
    emulation::set_schedule(schedule);
    for_each(600, Follow{values.data()});
    synchronise();
    results.insert(values);
  }
  EXPECT_GT(results.size(), 1u);
}

struct WaitAlone {
  static constexpr bool waits = true;
  void operator()() const {
    if (thread_index() == 0) barrier();
  }
};

TEST_F(Emulation, waiting_for_ever_is_reported) {
  launch({1, 64, 0}, WaitAlone{});
  EXPECT_THROW(synchronise(), std::logic_error);
}

struct Tiles {
  static constexpr bool waits = true;
  const float *left, *right;  ///< 16 x 16, and 8 x 16: the second turned
  float* out;                 ///< 16 x 8
  void operator()() const {
    const int group = thread_index() >> 2, first = (thread_index() & 3) * 2;
    const auto pair = [](const float* from) {
      return static_cast<unsigned>(half_bits(from[0])) | static_cast<unsigned>(half_bits(from[1])) << 16;
    };
    const float* row = left + group * 16 + first;
    const unsigned a[4] = {pair(row), pair(row + 8 * 16), pair(row + 8), pair(row + 8 * 16 + 8)};
    const unsigned b[2] = {pair(right + group * 16 + first), pair(right + group * 16 + first + 8)};
    float c[4] = {1, 1, 1, 1};
    multiply_tiles(c, a, b);
    for (int i = 0; i < 4; ++i) out[(group + (i >> 1) * 8) * 8 + first + (i & 1)] = c[i];
  }
};

TEST_F(Emulation, multiplies_tiles) {
  std::vector<float> left(16 * 16), right(8 * 16), out(16 * 8), expected(16 * 8, 1.0f);
  for (std::size_t i = 0; i < left.size(); ++i) left[i] = static_cast<float>(i * 7 % 13) - 6;
  for (std::size_t i = 0; i < right.size(); ++i) right[i] = static_cast<float>(i * 5 % 11) - 5;
  launch({1, 32, 0}, Tiles{left.data(), right.data(), out.data()});
  synchronise();
  for (std::size_t y = 0; y < 16; ++y)
    for (std::size_t x = 0; x < 8; ++x)
      for (std::size_t k = 0; k < 16; ++k) expected[y * 8 + x] += left[y * 16 + k] * right[x * 16 + k];
  EXPECT_EQ(out, expected);
}

struct Shuffle {
  static constexpr bool waits = true;
  int* out;
  void operator()() const { out[thread_index()] = shuffle_xor(shuffle_xor(thread_index(), 1), 16); }
};

TEST_F(Emulation, exchanges_within_a_warp) {
  std::vector<int> out(64);
  launch({1, 64, 0}, Shuffle{out.data()});
  synchronise();
  for (int i = 0; i < 64; ++i) EXPECT_EQ(out[static_cast<std::size_t>(i)], i ^ 17);
}

struct Value {
  const double* values;
  double operator()(std::size_t i) const { return values[i]; }
};

TEST_F(Emulation, sums_do_not_depend_on_the_schedule) {
  std::vector<double> values(3 * kReduceBlock + 77);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 1.0 / static_cast<double>(i + 1);
  std::set<double> sums;
  for (const Schedule schedule : kSchedules) {
    emulation::set_schedule(schedule);
    double sum = 0;
    add_sum(values.size(), Value{values.data()}, 1, &sum);
    synchronise();
    sums.insert(sum);
  }
  ASSERT_EQ(sums.size(), 1u);
  double expected = 0;
  for (const double value : values) expected += value;
  EXPECT_NEAR(*sums.begin(), expected, 1e-12);
}

TEST_F(Emulation, matches_do_not_depend_on_the_schedule) {
  register_emulated_device();
  MatchCase test{"", {random_map(6, 70, 8, 1), label_map(6, 70, 3, 2)}, {}, 10};
  test.styles.push_back({random_map(5, 40, 8, 3), label_map(5, 40, 3, 4)});
  std::vector<MatchResult> results;
  for (const Schedule schedule : kSchedules) {
    emulation::set_schedule(schedule);
    const auto backend = make_backend("emulated");
    const auto plan = backend->prepare_match(make_spec(*backend, test));
    results.push_back(run(*backend, *plan, test.current.features, 0.5f));
  }
  EXPECT_THAT(results, testing::Each(results[0]));
}

}  // namespace
}  // namespace doodle::cuda
