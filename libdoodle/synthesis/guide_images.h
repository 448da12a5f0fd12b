#pragma once

#include "synthesis/problem.h"

namespace doodle {

/// Throws UsageError for a weight out of its range, a guide without one picture per style, and guides where
/// the picture to paint into is its own style; BadInput for pictures that cannot be used.
void check_guides(const PaintRequest& request);

/// Adds PaintRequest::guides to the problem's maps as further channels: each channel v of 0..255 as (v, 1-v),
/// times the square root of the guide's weight. To be called when styles, maps and the size are known.
void read_guides(const PaintRequest& request, Problem& problem);

}  // namespace doodle
