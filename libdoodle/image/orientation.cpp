#include "image/orientation.h"

#include <algorithm>
#include <utility>

namespace doodle {
namespace {

/// EXIF numbers the orientations by where the stored rows and columns start; as bits: swap axes, then which
/// of the source's axes run backwards.
struct Turn {
  bool swap, back_x, back_y;
};

constexpr Turn turns[9] = {{false, false, false}, {false, false, false}, {false, true, false},
                           {false, true, true},   {false, false, true},  {true, false, false},
                           {true, false, true},   {true, true, true},    {true, true, false}};

std::vector<float> turned(const std::vector<float>& from, int width, int height, int channels, Turn turn) {
  std::vector<float> to(from.size());
  const int out_width = turn.swap ? height : width, out_height = turn.swap ? width : height;
  auto place = to.begin();
  for (int y = 0; y < out_height; ++y)
    for (int x = 0; x < out_width; ++x) {
      const int along = turn.swap ? y : x, down = turn.swap ? x : y;
      const int sx = turn.back_x ? width - 1 - along : along;
      const int sy = turn.back_y ? height - 1 - down : down;
      const std::ptrdiff_t source = (static_cast<std::ptrdiff_t>(sy) * width + sx) * channels;
      place = std::copy_n(from.begin() + source, channels, place);
    }
  return to;
}

}  // namespace

Image upright(Image image, int orientation) {
  if (orientation <= 1 || orientation > 8) return image;
  const Turn turn = turns[orientation];
  image.pixels = turned(image.pixels, image.width, image.height, image.channels, turn);
  if (!image.alpha.empty()) image.alpha = turned(image.alpha, image.width, image.height, 1, turn);
  if (turn.swap) std::swap(image.width, image.height);
  return image;
}

}  // namespace doodle
