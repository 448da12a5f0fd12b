#include "backend/patch_ranges.h"

#include "base/expect.h"

namespace doodle {

std::vector<Shape> shapes_of(const std::vector<Tensor<float>>& maps) {
  std::vector<Shape> shapes;
  for (const Tensor<float>& map : maps) shapes.push_back(map.shape());
  return shapes;
}

std::vector<PatchRange> patch_ranges(const std::vector<Shape>& styles) {
  expect(!styles.empty(), "matches without a style");
  std::vector<PatchRange> ranges;
  std::int32_t first = 0;
  for (const Shape& style : styles) {
    expect(style.height >= 3 && style.width >= 3, "a style map is smaller than one 3x3 patch");
    ranges.push_back({first, style.height - 2, style.width - 2});
    first += ranges.back().rows * ranges.back().columns;
  }
  return ranges;
}

}  // namespace doodle
