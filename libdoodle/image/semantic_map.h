#pragma once

#include <vector>

#include "doodle/maps.h"

namespace doodle {

/// A map in another size: every output position averages exactly the area that it covers, and where the map
/// grows, lies linearly between the nearest positions. Weights that sum to 1 still do.
SemanticMap resize_map(const SemanticMap& map, int width, int height);

/// The strongest channel at every position; ties go to the lowest.
std::vector<int> hard_labels(const SemanticMap& map);

}  // namespace doodle
