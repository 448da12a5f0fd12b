#include "synthesis/snap.h"

#include "kernels/pixel_patch.h"

namespace doodle {
namespace {

/// A flood from all samples of a style at once, over its rows and columns.
void flood(const Atlas& atlas, std::size_t style, const SampleMask& mask,
           std::vector<std::int32_t>& nearest) {
  const Size size = atlas.sizes[style];
  const auto index = [&](int v, int u) { return (atlas.top[style] + v) * atlas.width + u; };
  std::vector<std::int32_t> front;
  for (int v = kPixelRadius; v < size.height - kPixelRadius; ++v)
    for (int u = kPixelRadius; u < size.width - kPixelRadius; ++u)
      if (mask.is_free(v - kPixelRadius, u - kPixelRadius, v + kPixelRadius + 1, u + kPixelRadius + 1)) {
        front.push_back(index(v, u));
        nearest[static_cast<std::size_t>(front.back())] = front.back();
      }
  for (std::size_t next = 0; next < front.size(); ++next) {
    const std::int32_t q = front[next];
    const int v = q / atlas.width - atlas.top[style], u = q % atlas.width;
    const auto reach = [&](bool inside, int y, int x) {
      if (!inside || nearest[static_cast<std::size_t>(index(y, x))] >= 0) return;
      nearest[static_cast<std::size_t>(index(y, x))] = nearest[static_cast<std::size_t>(q)];
      front.push_back(index(y, x));
    };
    reach(v > 0, v - 1, u);
    reach(v + 1 < size.height, v + 1, u);
    reach(u > 0, v, u - 1);
    reach(u + 1 < size.width, v, u + 1);
  }
}

}  // namespace

std::vector<std::int32_t> nearest_samples(const Atlas& atlas, const std::vector<SampleMask>& masks) {
  std::vector<std::int32_t> nearest(
      static_cast<std::size_t>(atlas.width) * static_cast<std::size_t>(atlas.height), -1);
  for (std::size_t style = 0; style < masks.size(); ++style) flood(atlas, style, masks[style], nearest);
  return nearest;
}

void snap(const std::vector<std::int32_t>& nearest, std::vector<std::int32_t>& field) {
  for (std::int32_t& q : field)
    if (q >= 0) q = nearest[static_cast<std::size_t>(q)];
}

}  // namespace doodle
