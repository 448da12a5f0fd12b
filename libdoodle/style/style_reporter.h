#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "doodle/synthesis.h"

namespace doodle {

/// Keeps the account of a run of style transfer, and tells the caller.
class StyleReporter {
 public:
  /// `work` is that of one evaluation in each phase, in any unit; `iterations` how many there are.
  StyleReporter(ProgressCallback callback, std::vector<double> work, std::vector<int> iterations);

  void set_loss(double loss) { loss_ = loss; }
  /// Reports that `step` evaluations of a phase are done; throws Cancelled when the caller says stop.
  void report(int phase, int step, const std::function<Image()>& image);
  double seconds() const;

 private:
  ProgressCallback callback_;
  std::vector<double> work_;
  std::vector<int> iterations_;
  double loss_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace doodle
