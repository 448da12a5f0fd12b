#include "synthesis/lattice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "doodle/synthesis.h"

namespace doodle {
namespace {

/// Stripes both ways, every 20 pixels across and 16 down, with some noise, and darker to the right.
Image tartan(int width, int height) {
  Image image = make_image(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const std::size_t i = static_cast<std::size_t>(y) * width + x;
      const auto noise =
          16 * random_uniform(5, 0, i) - 40 * static_cast<float>(x) / static_cast<float>(width);
      const float colour[3] = {x % 20 < 6 ? 200.0f : 60.0f, y % 16 < 5 ? 190.0f : 50.0f, 120};
      for (std::size_t c = 0; c < 3; ++c) image.pixels[3 * i + c] = colour[c] + noise;
    }
  return image;
}

Image noise(int width, int height) {
  Image image = make_image(width, height);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = 255 * random_uniform(6, 1, i);
  return image;
}

/// Mean difference of an image from itself, a step away.
double difference(const Image& image, Step step) {
  double sum = 0, count = 0;
  for (int y = 0; y + step.y < image.height; ++y)
    for (int x = 0; x + step.x < image.width; ++x)
      for (int c = 0; c < 3; ++c, ++count)
        sum += std::abs(image.at(y, x)[c] - image.at(y + step.y, x + step.x)[c]);
  return sum / count;
}

TEST(Lattice, StepsAreWholePeriods) {
  for (const Size size : {Size{90, 70}, Size{230, 300}}) {
    const auto lattice = find_lattice(tartan(size.width, size.height));
    ASSERT_TRUE(lattice) << size.width;
    EXPECT_EQ(lattice->across.x % 20, 0);
    EXPECT_EQ(lattice->across.y % 16, 0);
    EXPECT_EQ(lattice->down.x % 20, 0);
    EXPECT_EQ(lattice->down.y % 16, 0);
    EXPECT_GE(lattice->across.x, size.width / 4);
    EXPECT_GE(lattice->down.y, size.height / 4);
  }
}

TEST(Lattice, OtherPicturesHaveNone) {
  EXPECT_FALSE(find_lattice(noise(120, 90)));
  EXPECT_FALSE(find_lattice(make_image(64, 64, 3, 90)));
  EXPECT_FALSE(find_lattice(tartan(20, 20)));  // too small to tell
}

TEST(Lattice, ContinuesAsTheImageGoesOn) {
  const Image image = tartan(90, 70);
  const Image large = continued_by({{0, 40}, {32, 0}}, image, {200, 150}, 3);
  EXPECT_LT(difference(large, {0, 20}), 20);
  EXPECT_LT(difference(large, {16, 0}), 10);
  EXPECT_GT(difference(large, {8, 10}), 40);
  EXPECT_NE(continued_by({{0, 40}, {32, 0}}, image, {200, 150}, 4).pixels, large.pixels);
}

TEST(Lattice, ATextureOfARegularPhotoIsRegular) {
  PaintRequest request;
  request.styles = {{tartan(90, 70), {}}};
  request.options.output_size = {160, 120};
  request.options.network.model = "random";
  request.options.network.units = 0.25;
  const Image regular = paint(request).image;
  EXPECT_LT(difference(regular, {0, 20}), 25);
  EXPECT_LT(difference(regular, {16, 0}), 20);
}

}  // namespace
}  // namespace doodle
