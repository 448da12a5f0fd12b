#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backend/network_spec.h"
#include "doodle/synthesis.h"

namespace doodle {

/// A request, checked and brought into one form: RGB images, maps embedded, the size and the network decided.
struct Problem {
  PaintOptions options;          ///< with every `auto` decided
  Size size;                     ///< of the result
  std::vector<Image> styles;     ///< RGB; alpha of 0 or 1 where some pixels are not to be used, else none
  SemanticMaps maps;             ///< one per style, and the target's; empty vectors without maps
  std::optional<Image> content;  ///< RGB
  std::optional<Image> seed;     ///< RGB
  std::optional<Image> picture;  ///< to paint into, as given
  std::optional<Image>
      canvas;              ///< it in the middle of the result: RGB, alpha 1 what stays, 0 what is painted
  int left = 0, top = 0;   ///< where in the canvas the picture begins
  std::size_t guides = 0;  ///< PaintRequest::guides, which are channels of the maps
  bool own_style = false;  ///< whether the one style is that picture
  std::shared_ptr<const NetworkSpec> network;
  std::vector<std::string> notices;

  bool has_masks() const;  ///< whether some style has clear pixels
  bool has_maps() const { return !maps.styles.empty(); }
};

/// Checks options, then the model, then the inputs, and throws as paint() does.
Problem prepare_problem(const PaintRequest& request);

}  // namespace doodle
