#pragma once

#include <vector>

#include "doodle/maps.h"

namespace doodle {

/// A map as the pixel finish is guided by it: averaged over the 5x5 pixels of a patch and scaled so that
/// squared differences are levels squared (height x width x channels).
std::vector<float> pixel_guide(const SemanticMap& map);

}  // namespace doodle
