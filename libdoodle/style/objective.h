#pragma once

#include <memory>
#include <vector>

#include "style/problem.h"
#include "style/regions.h"
#include "style/style_targets.h"
#include "style/tiled_network.h"

namespace doodle {

/// What a phase of style transfer minimises, and its gradient, in tiles where the picture is large:
/// statistics are those of the whole picture.
class StyleObjective {
 public:
  /// `side` of the tiles in pixels; 0: one tile.
  StyleObjective(Backend& backend, const StyleProblem& problem, Size size, int side);

  /// Writes gradient (like image) and loss (one element).
  void evaluate(const Tensor<float>& image, Tensor<float>& gradient, Tensor<double>& loss);

  int tiles() const { return network_->tiles(); }

 private:
  struct ContentLayer {
    int tap;
    double scale;                        ///< 1 / energy of the content's features
    std::vector<Tensor<float>> targets;  ///< per tile
  };
  struct PatchLayer {
    int tap;
    double scale;
    std::vector<Tensor<float>> styles;
    Shape shape{};  ///< of the features that the rest is made for
    std::unique_ptr<MatchPlan> match{};
    Matches matches{};
  };
  std::vector<TapSpec> choose_layers(const StyleProblem& problem);
  void read_content(const StyleProblem& problem);
  void read_patches(const StyleProblem& problem, int side);
  void gather(int tile);
  void add_losses(int tile, Tensor<double>& loss);
  void add_patch_loss(PatchLayer& layer, LossOutput out);

  Backend& backend_;
  const StyleLossOptions options_;
  Size size_;
  std::vector<StyleLayer> style_layers_;  ///< taps 0..
  std::vector<RegionMaps> regions_;       ///< one per style layer
  std::vector<ContentLayer> content_layers_;
  std::vector<PatchLayer> patch_layers_;
  std::unique_ptr<TiledNetwork> network_;
};

}  // namespace doodle
