#pragma once

#include <vector>

#include "upscale/outline.h"

namespace doodle {

/// A closed line through the middles of the pixel borders that it follows, with what it encloses on its left,
/// as an artist would ink it: without the steps of pixels, but with their right angles where both sides are
/// straight for three pixels, and around the same area.
std::vector<OutlinePoint> inked(const std::vector<OutlinePoint>& middles);

}  // namespace doodle
