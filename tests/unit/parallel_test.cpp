#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>

#include "doodle/error.h"

namespace doodle {
namespace {

TEST(ParallelFor, PassesOnWhatAnIterationThrowsWhenAllAreDone) {
  for (int threads : {1, 2, 3}) {
    const ThreadScope scope(threads);
    std::atomic<int> done{0};
    EXPECT_THROW(parallel_for(100,
                              [&](std::int64_t i) {
                                ++done;
                                if (i % 10 == 3) throw OutOfMemory("of row 3");
                              }),
                 OutOfMemory);
    EXPECT_EQ(done, 100);
  }
}

TEST(ParallelFor, AThrowInASumIsPassedOn) {
  const ThreadScope scope(2);
  EXPECT_THROW(parallel_sum(50, 4, [](std::int64_t, std::int64_t) -> double { throw BadInput("no"); }),
               BadInput);
}

}  // namespace
}  // namespace doodle
