#include "backend/cpu/style_lookup.h"

#include "base/check.h"

namespace doodle::cpu {

std::vector<PatchRange> patch_ranges(const std::vector<Shape>& style_features) {
  std::vector<PatchRange> ranges;
  std::int32_t first = 0;
  for (const Shape& shape : style_features) {
    expect(shape.height >= 3 && shape.width >= 3, "a style map is smaller than one 3x3 patch");
    ranges.push_back({first, shape.height - 2, shape.width - 2});
    first += ranges.back().rows * ranges.back().columns;
  }
  expect(!ranges.empty(), "matches without a style");
  return ranges;
}

std::vector<StylePatch> locate_patches(const Tensor<std::int32_t>& matches,
                                       const std::vector<PatchRange>& ranges) {
  const std::int32_t count = ranges.back().first + ranges.back().rows * ranges.back().columns;
  std::vector<StylePatch> patches(matches.size());
  for (std::size_t i = 0; i < patches.size(); ++i) {
    const std::int32_t index = matches.data()[i];
    expect(index >= 0 && index < count, "a match lies outside the style");
    patches[i] = locate_patch(ranges.data(), static_cast<int>(ranges.size()), index);
  }
  return patches;
}

}  // namespace doodle::cpu
