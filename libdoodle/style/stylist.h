#pragma once

#include "backend/backend.h"
#include "style/memory_plan.h"
#include "style/style_reporter.h"

namespace doodle {

/// Runs the phases of a style transfer on a backend, from the smallest to the last.
class Stylist {
 public:
  Stylist(Backend& backend, const StyleProblem& problem, const ProgressCallback& progress);

  PaintResult run();

  /// How the phases fit into the memory.
  const std::vector<MemoryPlan>& plans() const { return plans_; }
  const std::vector<int>& iterations() const { return iterations_; }
  /// Pixels that the network sees in one evaluation of a phase, halos and the pass that gathers included.
  double work(int phase) const;

 private:
  void run_phase(int phase);
  /// Whether a phase moves a ScaleSpace. Adam moves every parameter as far as any other, and scales would add
  /// up; noise has all its colour in its finest scale, where they are slow; tiles leave no memory for them.
  bool uses_scales(int phase) const;
  Image first_image(Size size) const;
  Image current() const;

  Backend& backend_;
  const StyleProblem& problem_;
  std::vector<Size> sizes_;
  std::vector<MemoryPlan> plans_;
  std::vector<int> iterations_;
  StyleReporter reporter_;
  Tensor<float> image_;
  PaintResult result_;
};

}  // namespace doodle
