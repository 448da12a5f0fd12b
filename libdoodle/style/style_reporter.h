#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/run_clock.h"
#include "doodle/synthesis.h"

namespace doodle {

/// Keeps the account of a run of style transfer, and tells the caller.
class StyleReporter {
 public:
  /// `work` is that of one evaluation in each phase, in any unit; `iterations` how many there are. The
  /// notices must outlive the reporter.
  StyleReporter(ProgressCallback callback, std::vector<double> work, std::vector<int> iterations,
                std::span<const std::string> notices);

  void set_loss(double loss) { loss_ = loss; }
  /// Reports that `step` evaluations of a phase are done; throws Cancelled when the caller says stop.
  void report(int phase, int step, const std::function<Image()>& image);
  double seconds() const { return clock_.seconds(); }

 private:
  ProgressCallback callback_;
  std::vector<double> work_;
  std::vector<int> iterations_;
  std::span<const std::string> notices_;
  double loss_ = 0;
  RunClock clock_;
};

}  // namespace doodle
