#include "base/run_clock.h"

namespace doodle {

double RunClock::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

double RunClock::seconds_left(double fraction) {
  constexpr double kLeastWork = 0.02, kLeastSeconds = 10;
  const double now = seconds();
  if (first_seconds_ < 0) {
    first_seconds_ = now;
    first_fraction_ = fraction;
  }
  const double work = fraction - first_fraction_, passed = now - first_seconds_;
  if (work <= 0 || (work < kLeastWork && passed < kLeastSeconds)) return 0;
  return passed / work * (1 - fraction);
}

}  // namespace doodle
