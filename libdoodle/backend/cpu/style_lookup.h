#pragma once

#include <vector>

#include "kernels/style_patches.h"
#include "tensor/tensor.h"

namespace doodle::cpu {

/// The shares that style maps of these shapes (each at least 3x3) have in the numbers of Matches::index.
std::vector<PatchRange> patch_ranges(const std::vector<Shape>& style_features);

/// Every match as a style map and a position. Throws an internal error for an index that no patch has.
std::vector<StylePatch> locate_patches(const Tensor<std::int32_t>& matches,
                                       const std::vector<PatchRange>& ranges);

}  // namespace doodle::cpu
