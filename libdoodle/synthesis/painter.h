#pragma once

#include <optional>

#include "synthesis/atlas.h"
#include "synthesis/match_starts.h"
#include "synthesis/reporter.h"
#include "synthesis/style_use.h"

namespace doodle {

/// Runs the phases of a problem on a backend, from the coarsest to the last.
class Painter {
 public:
  Painter(Backend& backend, const Problem& problem, const ProgressCallback& progress);

  PaintResult run();

 private:
  void run_phase(int phase);
  Tensor<float> first_image(Size size);
  void vote(const PhaseInput& input, std::vector<PixelField>& starts);
  void refine(const PhaseInput& input);
  /// For the next phase; notes how often windowed searches found the best match.
  void keep_matches(const std::vector<NeuralLayer>& layers);
  void finish(PhaseInput input, std::vector<PixelField> starts, bool repaint);
  Image current() const;
  SourceMap sources() const;

  Backend& backend_;
  const Problem& problem_;
  InputPyramid inputs_;
  std::vector<Size> sizes_;
  Reporter reporter_;
  Tensor<float> image_;
  MatchStarts starts_;
  PixelField field_;                  // of the last finished phase
  std::optional<Atlas> field_atlas_;  // that it refers to
  std::optional<UseMeter> meter_;     // of that phase's styles
  PaintResult result_;
};

}  // namespace doodle
