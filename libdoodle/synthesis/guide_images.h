#pragma once

#include "synthesis/problem.h"

namespace doodle {

/// Throws UsageError for a weight out of its range, a guide without one picture per style, and guides where
/// the picture to paint into is its own style; BadInput for pictures that cannot be used.
void check_guides(const PaintRequest& request);

/// Makes a guide count `weight` times: its differences are squared, so its values take the root.
void weigh_guide(SemanticMap& guide, double weight);

/// Adds PaintRequest::guides to the problem's maps as further channels: each channel v of 0..255 as (v, 1-v),
/// weighed. To be called when styles, maps and the size are known.
void read_guides(const PaintRequest& request, Problem& problem);

}  // namespace doodle
