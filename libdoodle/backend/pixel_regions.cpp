#include "backend/pixel_regions.h"

#include <algorithm>

#include "base/expect.h"
#include "base/parallel.h"
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

/// Sums over the 5 values around each one of a line, as many as there are.
void five_sums(const std::vector<float>& in, std::size_t first, std::size_t step, int length,
               std::vector<float>& out) {
  const auto at = [&](int i) { return first + static_cast<std::size_t>(i) * step; };
  for (int i = 0; i < length; ++i) {
    float sum = 0;
    for (int k = std::max(0, i - kPixelRadius); k <= std::min(length - 1, i + kPixelRadius); ++k)
      sum += in[at(k)];
    out[at(i)] = sum;
  }
}

/// How many of the patches whose centres have a region cover the pixels around each position, summed.
std::vector<float> coverings(const std::int32_t* region, Shape shape) {
  std::vector<float> sums(shape.size()), rows(shape.size());
  for (std::size_t q = 0; q < sums.size(); ++q) sums[q] = region[q] >= 0 ? 1.0f : 0.0f;
  const auto width = static_cast<std::size_t>(shape.width);
  for (int round = 0; round < 2; ++round) {
    parallel_for(shape.height, [&](std::int64_t y) {
      five_sums(sums, static_cast<std::size_t>(y) * width, 1, shape.width, rows);
    });
    parallel_for(shape.width, [&](std::int64_t x) {
      five_sums(rows, static_cast<std::size_t>(x), width, shape.height, sums);
    });
  }
  return sums;
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

  const std::vector<std::int64_t> needed = count_targets(spec, target);
  std::vector<float> mean;
  for (std::size_t r = 0; r < regions; ++r) {
    const auto there = static_cast<float>(std::max(1, result.begin[r + 1] - result.begin[r]));
    mean.push_back(std::max(static_cast<float>(needed[r]) / there, spec.least_use));
  }
  result.wanted = coverings(style, spec.style_region.shape());
  for (std::size_t q = 0; q < count; ++q)
    result.wanted[q] *= style[q] >= 0 ? mean[static_cast<std::size_t>(style[q])] : 0;
  return result;
}

}  // namespace doodle
