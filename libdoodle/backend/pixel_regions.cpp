#include "backend/pixel_regions.h"

#include <algorithm>

#include "base/expect.h"
#include "base/parallel.h"
#include "kernels/pixel_match.h"

namespace doodle {
namespace {

/// Adds how often each region, 0 and more, is among `count` positions. Most are what the one before is.
void count_regions(const std::int32_t* region, std::size_t count, std::vector<std::int64_t>& counts) {
  for (std::size_t begin = 0, end = 0; begin < count; begin = end) {
    while (end < count && region[end] == region[begin]) ++end;
    if (region[begin] >= 0)
      counts[static_cast<std::size_t>(region[begin])] += static_cast<std::int64_t>(end - begin);
  }
}

/// Positions of each region that have a whole patch around them.
std::vector<std::int64_t> count_targets(const PixelMatchSpec& spec, const std::int32_t* target) {
  const Shape shape = spec.target_region.shape();
  std::vector<std::int64_t> counts(static_cast<std::size_t>(spec.regions), 0);
  const int columns = shape.width - 2 * kPixelRadius;
  for (int y = kPixelRadius; columns > 0 && y < shape.height - kPixelRadius; ++y)
    count_regions(target + pixel_offset(shape.width, y, kPixelRadius), static_cast<std::size_t>(columns),
                  counts);
  return counts;
}

/// How many of the patches whose centres have a region cover the pixels around each position, summed.
std::vector<float> coverings(const std::int32_t* region, Shape shape) {
  std::vector<float> sums(shape.size()), rows(shape.size());
  for (std::size_t q = 0; q < sums.size(); ++q) sums[q] = region[q] >= 0 ? 1.0f : 0.0f;
  for (int i = 0; i < 2; ++i) patch_sums(shape, sums, rows);
  return sums;
}

}  // namespace

void patch_sums(Shape shape, std::vector<float>& values, std::vector<float>& rows) {
  parallel_for(shape.height, [&](std::int64_t v) {
    const float* in = &values[static_cast<std::size_t>(v) * shape.width];
    float* out = &rows[static_cast<std::size_t>(v) * shape.width];
    std::fill(out, out + shape.width, 0.0f);
    // Term by term for all columns that have it: side by side, for the compiler.
    for (int d = -kPixelRadius; d <= kPixelRadius; ++d) {
      const int end = shape.width - std::max(0, d);
      for (int u = std::max(0, -d); u < end; ++u) out[u] += in[u + d];
    }
  });
  parallel_for(shape.height, [&](std::int64_t v) {
    const int first = std::max(0, static_cast<int>(v) - kPixelRadius);
    const int last = std::min(shape.height - 1, static_cast<int>(v) + kPixelRadius);
    float* out = &values[static_cast<std::size_t>(v) * shape.width];
    std::fill(out, out + shape.width, 0.0f);
    for (int y = first; y <= last; ++y)
      for (int u = 0; u < shape.width; ++u) out[u] += rows[static_cast<std::size_t>(y) * shape.width + u];
  });
}

PixelRegions list_regions(const PixelMatchSpec& spec, const std::int32_t* style, const std::int32_t* target) {
  const auto regions = static_cast<std::size_t>(spec.regions), count = spec.style_region.size();
  PixelRegions result;
  std::vector<std::int64_t> members(regions, 0);
  count_regions(style, count, members);
  result.begin.assign(regions + 1, 0);
  for (std::size_t r = 0; r < regions; ++r)
    result.begin[r + 1] = result.begin[r] + static_cast<std::int32_t>(members[r]);
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
