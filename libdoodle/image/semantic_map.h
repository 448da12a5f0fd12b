#pragma once

#include <vector>

#include "doodle/maps.h"

namespace doodle {

/// A map in another size: every output position averages exactly the area that it covers, and where the map
/// grows, lies linearly between the nearest positions. Weights that sum to 1 still do.
SemanticMap resize_map(const SemanticMap& map, int width, int height);

/// The strongest of the first `labels` channels (0: of all) at every position; ties go to the lowest.
std::vector<int> hard_labels(const SemanticMap& map, std::size_t labels = 0);

}  // namespace doodle
