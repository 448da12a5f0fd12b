#include "synthesis/guide.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "kernels/pixel_patch.h"

namespace doodle {
namespace {

/// What a patch all of one label costs in a region all of another, and what the whole range of a guide costs,
/// in levels squared: as much as the whole range of a colour channel. Embeddings count every difference
/// twice.
constexpr float kWholeRange = 255 * 255;

}  // namespace

std::vector<float> pixel_guide(const SemanticMap& map) {
  const float scale = std::sqrt(kWholeRange / 2);
  const int channels = map.channels;
  std::vector<float> guide(map.values.size());
  parallel_for(map.height, [&](std::int64_t row) {
    const int y = static_cast<int>(row);
    const int top = std::max(0, y - kPixelRadius), bottom = std::min(map.height - 1, y + kPixelRadius);
    const auto weight = [&](int columns) { return scale / static_cast<float>((bottom - top + 1) * columns); };
    const auto at = [&](int v, int x) { return (static_cast<std::size_t>(v) * map.width + x) * channels; };
    // Columns first .. end - 1, whose windows reach so far to both sides.
    const auto add = [&](int first, int end, int left, int right) {
      float* out = &guide[at(y, 0)] + static_cast<std::ptrdiff_t>(first) * channels;
      const int count = (end - first) * channels;
      for (int v = top; v <= bottom; ++v)
        for (int u = -left; u <= right; ++u) {
          const float* in = &map.values[at(v, 0)] + static_cast<std::ptrdiff_t>(first + u) * channels;
          const float each = weight(left + right + 1);
          for (int i = 0; i < count; ++i) out[i] += each * in[i];
        }
    };
    const int inner = std::min(kPixelRadius, map.width), outer = std::max(inner, map.width - kPixelRadius);
    const auto add_one = [&](int x) {
      add(x, x + 1, std::min(x, kPixelRadius), std::min(map.width - 1 - x, kPixelRadius));
    };
    for (int x = 0; x < inner; ++x) add_one(x);
    add(inner, outer, kPixelRadius, kPixelRadius);
    for (int x = outer; x < map.width; ++x) add_one(x);
  });
  return guide;
}

}  // namespace doodle
