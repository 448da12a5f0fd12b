#pragma once

#include <vector>

#include "backend/backend.h"
#include "base/expect.h"
#include "kernels/style_patches.h"

namespace doodle::cuda {

/// Style maps as kernels look them up: where each one's patches begin in Matches::index, and the maps
/// themselves, in the device's memory.
struct StyleTable {
  Tensor<PatchRange> ranges;
  Tensor<const float*> maps;
  Tensor<int> widths;
  int count = 0;
  std::int32_t patches = 0;  ///< of all styles
};

/// `shapes` are those of the features that matches are numbered by, `maps` what lies there (features or
/// images).
inline StyleTable make_style_table(Backend& backend, const std::vector<Shape>& shapes,
                                   const std::vector<Tensor<float>>& maps) {
  expect(!shapes.empty() && shapes.size() == maps.size(), "matches without a style");
  std::vector<PatchRange> ranges;
  std::vector<const float*> pointers;
  std::vector<int> widths;
  std::int32_t first = 0;
  for (std::size_t s = 0; s < shapes.size(); ++s) {
    expect(shapes[s].height >= 3 && shapes[s].width >= 3, "a style map is smaller than one 3x3 patch");
    ranges.push_back({first, shapes[s].height - 2, shapes[s].width - 2});
    first += ranges.back().rows * ranges.back().columns;
    pointers.push_back(maps[s].data());
    widths.push_back(maps[s].shape().width);
  }
  const int count = static_cast<int>(shapes.size());
  return {backend.upload<PatchRange>({1, count, 1}, ranges.data()),
          backend.upload<const float*>({1, count, 1}, pointers.data()),
          backend.upload<int>({1, count, 1}, widths.data()), count, first};
}

}  // namespace doodle::cuda
