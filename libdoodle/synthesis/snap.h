#pragma once

#include <cstdint>
#include <vector>

#include "synthesis/atlas.h"

namespace doodle {

/// For each position of the atlas the nearest one, in the same style, around which a whole pixel patch
/// without clear pixels lies; -1 in a style that has none.
std::vector<std::int32_t> nearest_samples(const Atlas& atlas, const std::vector<SampleMask>& masks);

/// Moves what a field (in the atlas' indices) says to the nearest sample; -1 stays.
void snap(const std::vector<std::int32_t>& nearest, std::vector<std::int32_t>& field);

}  // namespace doodle
