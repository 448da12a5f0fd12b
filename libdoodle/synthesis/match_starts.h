#pragma once

#include <map>
#include <string>
#include <vector>

#include "synthesis/neural_layer.h"

namespace doodle {

/// What was matched last in each layer, as a start for a windowed matcher of the same layer: in the same
/// phase, or the next, whose maps are larger.
class MatchStarts {
 public:
  void keep(Backend& backend, const std::vector<NeuralLayer>& layers, Wrap wrap);
  /// Starts the windowed ones of `layers` from what was kept of them.
  void begin(Backend& backend, const std::vector<NeuralLayer>& layers, Wrap wrap) const;

 private:
  struct Kept {
    std::vector<std::int32_t> index;
    Shape patches;  ///< of the image, with the margin where it wraps
    int margin_y, margin_x;
    std::vector<Shape> styles;  ///< of their features
  };
  std::vector<std::int32_t> enlarged(const Kept& kept, const NeuralLayer& layer, Wrap wrap) const;

  std::map<std::string, Kept> kept_;
};

}  // namespace doodle
