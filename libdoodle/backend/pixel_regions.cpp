#include "backend/pixel_regions.h"

#include <algorithm>

#include "base/expect.h"
#include "kernels/pixel_match.h"

namespace doodle {
namespace {

/// Positions of each region that have a whole patch around them.
std::vector<std::int64_t> count_targets(const PixelMatchSpec& spec, const std::int32_t* target) {
  const Shape shape = spec.target_region.shape();
  std::vector<std::int64_t> counts(static_cast<std::size_t>(spec.regions), 0);
  for (int y = kPixelRadius; y < shape.height - kPixelRadius; ++y)
    for (int x = kPixelRadius; x < shape.width - kPixelRadius; ++x)
      ++counts[static_cast<std::size_t>(target[pixel_offset(shape.width, y, x)])];
  return counts;
}

}  // namespace

PixelRegions list_regions(const PixelMatchSpec& spec, const std::int32_t* style, const std::int32_t* target) {
  const auto regions = static_cast<std::size_t>(spec.regions), count = spec.style_region.size();
  PixelRegions result;
  result.begin.assign(regions + 1, 0);
  for (std::size_t q = 0; q < count; ++q)
    if (style[q] >= 0) ++result.begin[static_cast<std::size_t>(style[q]) + 1];
  for (std::size_t r = 0; r < regions; ++r) result.begin[r + 1] += result.begin[r];
  expect(result.begin.back() > 0, "pixel match: no style position may be used");
  result.members.resize(static_cast<std::size_t>(result.begin.back()));
  std::vector<std::int32_t> next(result.begin.begin(), result.begin.end() - 1);
  for (std::size_t q = 0; q < count; ++q)
    if (style[q] >= 0)
      result.members[static_cast<std::size_t>(next[static_cast<std::size_t>(style[q])]++)] =
          static_cast<std::int32_t>(q);

  const std::vector<std::int64_t> wanted = count_targets(spec, target);
  for (std::size_t r = 0; r < regions; ++r) {
    const auto there = static_cast<float>(std::max(1, result.begin[r + 1] - result.begin[r]));
    result.ideal.push_back(std::max(static_cast<float>(wanted[r]) / there, spec.least_use));
  }
  return result;
}

}  // namespace doodle
