#include "synthesis/surroundings.h"

namespace doodle {

Area surroundings(const Image& picture) {
  constexpr int kLeast = 64;
  Bounds box;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x)
      if (is_clear(picture, pixel_at(picture, y, x))) box.add(y, x);
  return box.widened(std::max(kLeast, box.longer() * 2 / 3), picture.size());
}

}  // namespace doodle
