#pragma once

#include <chrono>
#include <vector>

#include "doodle/synthesis.h"
#include "tensor/tensor.h"

namespace doodle {

class Backend;

/// Thrown inside the library when the caller's progress function says stop; paint() catches it.
struct Cancelled {};

/// Keeps the account of a run: how much of the estimated work is done, and tells the caller.
class Reporter {
 public:
  /// `sizes` are those of the phases that will run.
  Reporter(ProgressCallback callback, const PaintOptions& options, const std::vector<Size>& sizes);

  void begin_phase(int phase) { phase_ = phase; }
  void set_loss(double loss) { loss_ = loss; }
  /// Reports that `step` of `steps` of a stage are done; throws Cancelled when the caller says stop.
  void report(Stage stage, int step, int steps, Backend& backend, const Tensor<float>& image);
  double seconds() const;

 private:
  double phase_work(int phase, Stage stage) const;
  double done_before(Stage stage) const;

  ProgressCallback callback_;
  PaintOptions options_;
  std::vector<Size> sizes_;
  int phase_ = 0;
  double loss_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace doodle
