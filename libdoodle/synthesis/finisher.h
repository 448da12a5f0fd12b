#pragma once

#include <functional>
#include <memory>

#include "synthesis/atlas.h"
#include "synthesis/torus.h"
#include "synthesis/use_control.h"

namespace doodle {

/// The pixel finish of one phase: PatchMatch over raw 5x5 pixel patches, guided by the maps, each style pixel
/// used about equally often, the picture re-voted after every search. Takes the field of the phase before and
/// the neural matches as starting points.
class Finisher {
 public:
  /// The phase must be one that is_finished(). Takes the inputs, which the search needs in another form, so
  /// that they are freed as soon as they are in it.
  Finisher(Backend& backend, const Problem& problem, PhaseInput input);

  /// Rounds of search and vote over `image`, in place. `starts` are fields over this phase's styles; the best
  /// of them wins position by position; none: random. With `repaint` the image is first made anew from the
  /// first of them. `after_round(i)` is called after each round. Each start is freed as soon as it is read.
  void run(Tensor<float>& image, std::vector<PixelField> starts, bool repaint,
           const std::function<void(int)>& after_round);

  PixelField field() const;
  /// Measures how such a field uses the styles.
  const UseMeter& meter() const { return control_.meter(); }
  const Atlas& atlas() const { return atlas_; }

 private:
  void melt_seams(const Tensor<float>& canvas, Tensor<float>& image);
  void keep_known(Tensor<float>& image, Tensor<float>& canvas) const;

  Backend& backend_;
  const FinishOptions options_;
  const Torus torus_;
  const Size size_;
  const std::optional<KnownPixels> known_;
  const bool guided_;      ///< whether it is known which steps are seams
  const bool last_;        // phase of all
  const double price_;     // of a style pixel that is used as often as the average
  const float coherence_;  // what a neighbour saves that goes on to the same piece of the style
  Atlas atlas_;
  UseControl control_;
  std::vector<std::int32_t> nearest_;  // of the atlas, where some style has clear pixels
  std::unique_ptr<PixelMatchPlan> match_;
};

}  // namespace doodle
