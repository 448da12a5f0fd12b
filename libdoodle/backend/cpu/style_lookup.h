#pragma once

#include <vector>

#include "backend/patch_ranges.h"

namespace doodle::cpu {

/// Every match as a style map and a position. Throws an internal error for an index that no patch has.
std::vector<StylePatch> locate_patches(const Tensor<std::int32_t>& matches,
                                       const std::vector<PatchRange>& ranges);

}  // namespace doodle::cpu
