#include "upscale/palette.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "base/parallel.h"
#include "image/colours.h"

namespace doodle {
namespace {

/// The colours that can be seen, each once, in order.
std::vector<Colour> palette_of(const Image& source) {
  std::vector<Colour> palette;
  for (std::size_t i = 0; i * 3 < source.pixels.size(); ++i)
    if (source.alpha.empty() || source.alpha[i] > 0)
      palette.push_back({source.pixels[3 * i], source.pixels[3 * i + 1], source.pixels[3 * i + 2]});
  std::sort(palette.begin(), palette.end());
  palette.erase(std::unique(palette.begin(), palette.end()), palette.end());
  return palette;
}

/// The first of the nearest. Looks from the colour's own red to both sides, as far as red alone does not make
/// a colour farther than the nearest so far: art may have as many colours as pixels.
const Colour& nearest_of(const std::vector<Colour>& palette, const Colour& colour) {
  const Colour* nearest = nullptr;
  float least = std::numeric_limits<float>::infinity();
  const auto offer = [&](const Colour& there) {
    const float red = there[0] - colour[0];
    if (red * red > least) return false;
    const float away = colour_distance(there, colour);
    if (away < least || (away == least && &there < nearest)) nearest = &there, least = away;
    return true;
  };
  const auto middle = std::lower_bound(palette.begin(), palette.end(), colour);
  for (auto above = middle; above != palette.end() && offer(*above);) ++above;
  for (auto below = middle; below != palette.begin() && offer(*(below - 1));) --below;
  return *nearest;
}

}  // namespace

Image snap_to_palette(Image image, const Image& source) {
  const std::vector<Colour> palette = palette_of(source);
  if (palette.empty()) return image;
  parallel_for(image.height, [&](std::int64_t row) {
    for (int x = 0; x < image.width; ++x) {
      float* rgb = image.at(static_cast<int>(row), x);
      const Colour& nearest = nearest_of(palette, {rgb[0], rgb[1], rgb[2]});
      std::copy(nearest.begin(), nearest.end(), rgb);
    }
  });
  return image;
}

}  // namespace doodle
