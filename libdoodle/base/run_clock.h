#pragma once

#include <chrono>

namespace doodle {

/// Times a run and foresees its end.
class RunClock {
 public:
  /// Since the clock was made.
  double seconds() const;
  /// Seconds that are left with so much of the work done (0..1), at the pace since the first call: what came
  /// before it, such as reading pictures, says nothing about the work. 0, which is no estimate, until a
  /// fiftieth of the work or ten seconds give one.
  double seconds_left(double fraction);

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
  double first_seconds_ = -1, first_fraction_ = 0;
};

}  // namespace doodle
