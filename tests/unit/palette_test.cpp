#include "upscale/palette.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace doodle {
namespace {

/// Whole levels up to `levels`, of which many are as near to several others.
Image random_picture(int width, int height, int levels, std::uint64_t seed) {
  Image image = make_image(width, height);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = std::floor(static_cast<float>(levels) * random_uniform(seed, 0, i));
  return image;
}

float apart(const float* a, const float* b) {
  return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]);
}

TEST(Palette, EveryColourBecomesTheFirstOfTheNearest) {
  Image source = random_picture(9, 7, 12, 1);
  source.alpha.assign(63, 1.0f);
  for (std::size_t i = 0; i < 63; i += 3) source.alpha[i] = 0;
  const Image image = random_picture(31, 20, 14, 2), snapped = snap_to_palette(image, source);
  for (std::size_t p = 0; p < image.pixels.size(); p += 3) {
    const float* nearest = nullptr;
    for (std::size_t i = 0; i < 63; ++i) {
      if (source.alpha[i] == 0) continue;
      const float* colour = &source.pixels[3 * i];
      const float away = apart(colour, &image.pixels[p]);
      const float least = nearest == nullptr ? 1e9f : apart(nearest, &image.pixels[p]);
      const bool before =
          nearest != nullptr && std::lexicographical_compare(colour, colour + 3, nearest, nearest + 3);
      if (away < least || (away == least && before)) nearest = colour;
    }
    ASSERT_TRUE(std::equal(nearest, nearest + 3, &snapped.pixels[p])) << p / 3;
  }
}

TEST(Palette, IsNoneWhereAllIsClear) {
  Image source = random_picture(3, 3, 9, 1);
  source.alpha.assign(9, 0.0f);
  const Image image = random_picture(5, 4, 9, 2);
  EXPECT_EQ(snap_to_palette(image, source).pixels, image.pixels);
}

}  // namespace
}  // namespace doodle
