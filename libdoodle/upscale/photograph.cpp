#include "upscale/photograph.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "image/grey.h"

namespace doodle {
namespace {

/// Of neighbours; from so many equal ones on it is drawn.
constexpr double kDrawn = 0.6;
constexpr std::size_t kColours = 1024, kPixelsOfColour = 16, kGreys = 128, kGreyPixels = 128 * 128;
/// Colours that no art has, however large.
constexpr std::size_t kMostColours = 16384;

/// The colour of a pixel that can be seen as one number; -1 of another.
std::int32_t code(const Image& art, int y, int x) {
  const std::size_t pixel = static_cast<std::size_t>(y) * art.width + x;
  if (!art.alpha.empty() && art.alpha[pixel] <= 0) return -1;
  std::int32_t number = 0;
  for (std::size_t c = 0; c < 3; ++c)
    number = number * 256 +
             static_cast<std::int32_t>(std::lround(std::clamp(art.pixels[3 * pixel + c], 0.0f, 255.0f)));
  return number;
}

struct Counts {
  std::size_t pixels = 0, colours = 0;
  std::size_t neighbours = 0, equal = 0;

  void add_neighbours(std::int32_t own, std::int32_t other) {
    neighbours += other >= 0;
    equal += other == own;
  }
};

Counts count(const Image& art) {
  Counts counts;
  std::vector<bool> seen(1 << 24);
  for (int y = 0; y < art.height; ++y)
    for (int x = 0; x < art.width; ++x) {
      const std::int32_t own = code(art, y, x);
      if (own < 0) continue;
      ++counts.pixels;
      counts.colours += !seen[static_cast<std::size_t>(own)];
      seen[static_cast<std::size_t>(own)] = true;
      if (x > 0) counts.add_neighbours(own, code(art, y, x - 1));
      if (y > 0) counts.add_neighbours(own, code(art, y - 1, x));
    }
  return counts;
}

bool is_photograph(const Image& art, const Counts& counts) {
  if (static_cast<double>(counts.equal) >= kDrawn * static_cast<double>(counts.neighbours)) return false;
  if (is_grey(art)) return counts.colours > kGreys && counts.pixels > kGreyPixels;
  return counts.colours > std::max(kColours, std::min(counts.pixels / kPixelsOfColour, kMostColours));
}

}  // namespace

std::optional<std::string> photograph_notice(const Image& art) {
  const Counts counts = count(art);
  if (!is_photograph(art, counts)) return {};
  return fmt::format(
      "{}x{} pixels in {} colours look like a photograph; this is for pixel art, takes long for so many and "
      "leaves steps at edges: `doodle style --content` paints a photograph at any size",
      art.width, art.height, counts.colours);
}

}  // namespace doodle
