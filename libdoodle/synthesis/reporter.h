#pragma once

#include <array>
#include <vector>

#include "base/run_clock.h"
#include "doodle/synthesis.h"
#include "tensor/tensor.h"

namespace doodle {

class Backend;
struct Problem;

/// Thrown inside the library when the caller's progress function says stop; paint() catches it.
struct Cancelled {};

/// The work of a stage of a phase, in units of a round of votes per pixel.
struct StageWork {
  double begin = 0;  ///< before its first step
  double step = 0;   ///< of each
  double end = 0;    ///< after the last
  int steps = 0;

  /// Of so many steps, from the begin.
  double until(int done) const { return done == 0 ? 0 : begin + step * done + (done < steps ? 0 : end); }
};

/// Of the stages of a phase, in their order.
using PhaseWork = std::array<StageWork, 4>;

/// Keeps the account of a run: how much of the estimated work is done, and tells the caller.
class Reporter {
 public:
  /// `sizes` are those of the phases that will run. The problem must outlive the reporter.
  Reporter(ProgressCallback callback, const Problem& problem, const std::vector<Size>& sizes);

  void begin_phase(int phase) { phase_ = phase; }
  void set_loss(double loss) { loss_ = loss; }
  /// Reports that `step` of `steps` of a stage are done; throws Cancelled when the caller says stop.
  void report(Stage stage, int step, int steps, Backend& backend, const Tensor<float>& image);
  double seconds() const { return clock_.seconds(); }

 private:
  /// Of the whole run, with so many steps of a stage of the present phase.
  double fraction(Stage stage, int step) const;

  ProgressCallback callback_;
  std::span<const std::string> notices_;
  std::vector<PhaseWork> work_;  // of the phases
  int phase_ = 0;
  double loss_ = 0;
  RunClock clock_;
};

}  // namespace doodle
