#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backend/network_spec.h"
#include "doodle/style.h"

namespace doodle {

/// A request, checked and brought into one form: RGB images, maps embedded, sizes, layers and the network
/// decided.
struct StyleProblem {
  StyleOptions options;  ///< with every `auto` and every default layer decided
  Size size;             ///< of the result
  Image content;         ///< RGB, at `size`, as the network is to see it
  Image colours;  ///< the content in its own colours, at `size`, where StyleOptions::colours wants them; else
                  ///< empty
  std::vector<Image> styles;    ///< RGB, as the network is to see them
  std::vector<double> weights;  ///< of the styles, which sum to 1
  SemanticMaps maps;            ///< one per style, and the target's; empty vectors without maps
  std::optional<Image> seed;    ///< RGB
  std::shared_ptr<const NetworkSpec> network;
  std::vector<std::string> notices;

  bool has_maps() const { return !maps.styles.empty(); }
  int labels() const { return has_maps() ? maps.target.channels : 1; }
};

/// Checks options, then the model, then the inputs, and throws as transfer_style() does.
StyleProblem prepare_style_problem(const StyleRequest& request);

/// The sizes of the phases, from the smallest.
std::vector<Size> style_phases(const StyleProblem& problem);

/// A style's size in a phase of this size: its longer side is that of the picture times style_scale, but at
/// most its own.
Size style_size(const StyleProblem& problem, std::size_t style, Size phase);

}  // namespace doodle
