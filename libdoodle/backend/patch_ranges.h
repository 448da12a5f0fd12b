#pragma once

#include <vector>

#include "kernels/style_patches.h"
#include "tensor/tensor.h"

namespace doodle {

std::vector<Shape> shapes_of(const std::vector<Tensor<float>>& maps);

/// The shares that style maps of these shapes have in the numbers of Matches::index. Throws Error (internal)
/// unless there is a map and all are at least 3x3.
std::vector<PatchRange> patch_ranges(const std::vector<Shape>& styles);

/// The patches of all style maps.
inline std::int32_t patch_count(const std::vector<PatchRange>& ranges) {
  return ranges.back().first + ranges.back().rows * ranges.back().columns;
}

}  // namespace doodle
