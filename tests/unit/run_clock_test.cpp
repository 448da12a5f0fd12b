#include "base/run_clock.h"

#include <gtest/gtest.h>

namespace doodle {
namespace {

/// Lets some time go by, however little.
void wait(const RunClock& clock) {
  const double now = clock.seconds();
  while (clock.seconds() <= now) {
  }
}

TEST(RunClock, ForeseesNothingFromTheFirstFiftieth) {
  RunClock clock;
  EXPECT_EQ(clock.seconds_left(0.0), 0);
  wait(clock);
  EXPECT_EQ(clock.seconds_left(0.01), 0);
  EXPECT_GT(clock.seconds_left(0.03), 0);
  EXPECT_EQ(clock.seconds_left(1.0), 0);
}

TEST(RunClock, GoesByThePaceSinceTheFirstCall) {
  RunClock clock;
  wait(clock);
  const double reading = clock.seconds();
  EXPECT_EQ(clock.seconds_left(0.5), 0) << "where a run goes on, what was done before says nothing";
  wait(clock);
  const double left = clock.seconds_left(0.75);  // as much is left as was done since then
  EXPECT_GT(left, 0);
  EXPECT_LE(left, clock.seconds() - reading);
}

}  // namespace
}  // namespace doodle
