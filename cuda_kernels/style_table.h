#pragma once

#include <vector>

#include "backend/backend.h"
#include "backend/patch_ranges.h"
#include "base/expect.h"

namespace doodle::cuda {

/// Style maps as kernels look them up: where each one's patches begin in Matches::index, and the maps
/// themselves, in the device's memory.
template <class T = float>
struct StyleTable {
  Tensor<PatchRange> ranges;
  Tensor<const T*> maps;
  Tensor<int> widths;
  int count = 0;
  std::int32_t patches = 0;  ///< of all styles
};

/// `shapes` are those of the features that matches are numbered by, `maps` what lies there (features or
/// images).
template <class T>
StyleTable<T> make_style_table(Backend& backend, const std::vector<Shape>& shapes,
                               const std::vector<Tensor<T>>& maps) {
  expect(shapes.size() == maps.size(), "matches without a style map each");
  const std::vector<PatchRange> ranges = patch_ranges(shapes);
  std::vector<const T*> pointers;
  std::vector<int> widths;
  for (const Tensor<T>& map : maps) {
    pointers.push_back(map.data());
    widths.push_back(map.shape().width);
  }
  const int count = static_cast<int>(shapes.size());
  return {backend.upload<PatchRange>({1, count, 1}, ranges.data()),
          backend.upload<const T*>({1, count, 1}, pointers.data()),
          backend.upload<int>({1, count, 1}, widths.data()), count, patch_count(ranges)};
}

}  // namespace doodle::cuda
