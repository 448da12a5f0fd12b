#include "doodle/variations.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "doodle/error.h"

namespace doodle {
namespace {

/// Smooth blots: a photo's steps between neighbours, not noise's.
PaintRequest request() {
  Image coarse = make_image(16, 12);
  for (std::size_t i = 0; i < coarse.pixels.size(); ++i) coarse.pixels[i] = 255 * random_uniform(4, 0, i);
  PaintRequest request;
  request.styles = {{resize(coarse, {80, 60}, Filter::bicubic), {}}};
  request.options.output_size = {64, 56};
  request.options.network.model = "random";
  request.options.network.units = 0.25;
  request.options.refine.iterations = 2;
  return request;
}

/// The mean step between two columns of pictures of one size.
double step(const Image& a, int column, const Image& b, int next) {
  double sum = 0;
  for (int y = 0; y < a.height; ++y)
    for (int c = 0; c < 3; ++c) sum += std::abs(a.at(y, column)[c] - b.at(y, next)[c]);
  return sum / (3.0 * a.height);
}

double mean_step(const Image& image) {
  double sum = 0;
  for (int x = 1; x < image.width; ++x) sum += step(image, x - 1, image, x);
  return sum / (image.width - 1);
}

TEST(Variations, SeparateOnesAreWhatOtherSeedsMake) {
  const PaintRequest asked = request();
  EXPECT_EQ(variation(asked, 1).options.seed.random_seed, 0u);
  EXPECT_EQ(variation(asked, 3).options.seed.random_seed, 2u);
  EXPECT_FALSE(variation(asked, 3).inpaint);
  EXPECT_THROW(variation(asked, 0), UsageError);
  EXPECT_THROW(variation(asked, kMostVariations + 1), UsageError);
}

TEST(Variations, WithSharedBordersStandBesideEachOther) {
  const PaintRequest asked = request();
  std::vector<Image> made{paint(bordered_variation(asked, 1, {})).image};
  for (int number : {2, 3}) made.push_back(paint(bordered_variation(asked, number, made[0])).image);
  const int last = made[0].width - 1;
  for (const Image& one : made) {
    for (int y = 0; y < one.height; ++y)  // four columns are kept on each side
      for (const int x : {0, 3, last - 3, last})
        EXPECT_TRUE(std::equal(one.at(y, x), one.at(y, x) + 3, made[0].at(y, x)));
    EXPECT_TRUE(std::equal(one.at(3, 0), one.at(4, 0), made[0].at(3, 0)));
    for (const Image& other : made) EXPECT_LT(step(one, last, other, 0), 1.5 * mean_step(one));
  }
  EXPECT_GT(step(made[0], 30, made[1], 30), 10);
  EXPECT_GT(step(made[1], 30, made[2], 30), 10);
}

TEST(Variations, SharedBordersAreForTexturesAlone) {
  PaintRequest asked = request();
  asked.content = asked.styles.front().image;
  EXPECT_THROW(bordered_variation(asked, 1, {}), UsageError);
}

}  // namespace
}  // namespace doodle
