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
    for (int x = 0; x < map.width; ++x) {
      const int left = std::max(0, x - kPixelRadius), right = std::min(map.width - 1, x + kPixelRadius);
      const float weight = scale / static_cast<float>((bottom - top + 1) * (right - left + 1));
      float* out = &guide[(static_cast<std::size_t>(y) * map.width + x) * channels];
      for (int v = top; v <= bottom; ++v)
        for (int u = left; u <= right; ++u) {
          const float* in = &map.values[(static_cast<std::size_t>(v) * map.width + u) * channels];
          for (int c = 0; c < channels; ++c) out[c] += weight * in[c];
        }
    }
  });
  return guide;
}

}  // namespace doodle
