#include "synthesis/sample_mask.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "doodle/error.h"
#include "doodle/synthesis.h"
#include "image/fill.h"

namespace doodle {
namespace {

using testing::Contains;
using testing::HasSubstr;

/// Bright vertical stripes (180 and 250) on the left, dark horizontal ones (10 and 60) on the right.
Image stripes(int width, int height) {
  Image image = make_image(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      std::fill_n(image.at(y, x), 3,
                  x < width / 2 ? (x % 4 < 2 ? 250.0f : 180.0f) : (y % 4 < 2 ? 60.0f : 10.0f));
  return image;
}

/// Clear where x lies in [left, right).
Image with_clear_columns(Image image, int left, int right) {
  image.alpha.assign(static_cast<std::size_t>(image.width) * image.height, 1.0f);
  for (int y = 0; y < image.height; ++y)
    for (int x = left; x < right; ++x) image.alpha[static_cast<std::size_t>(y) * image.width + x] = 0;
  return image;
}

PaintRequest request(Image style) {
  PaintRequest request;
  request.styles.push_back({std::move(style), std::nullopt});
  request.options.output_size = {56, 44};
  request.options.network.model = "random";
  request.options.network.units = 0.25;
  request.options.refine.iterations = 2;
  request.options.finish.iterations = 4;
  return request;
}

float brightest(const Image& image) {
  return *std::max_element(image.pixels.begin(), image.pixels.end());
}

TEST(SampleMask, KnowsWhichSquaresAreFree) {
  const SampleMask mask(with_clear_columns(make_image(20, 10), 6, 7), {20, 10});
  EXPECT_TRUE(mask.is_free(0, 0, 10, 6));
  EXPECT_FALSE(mask.is_free(0, 0, 1, 7));
  EXPECT_TRUE(mask.is_free(0, 7, 99, 99));
  EXPECT_TRUE(mask.has_free_square(10, 1));
  EXPECT_FALSE(mask.has_free_square(11, 1));
  EXPECT_TRUE(mask.has_free_square(10, 8));
  EXPECT_FALSE(mask.has_free_square(10, 6));
  EXPECT_TRUE(SampleMask().is_free(0, 0, 9, 9));
}

TEST(SampleMask, CountsPixelsOfACoarserScaleThatAreMostlyOpaque) {
  const SampleMask mask(with_clear_columns(make_image(20, 10), 6, 7), {10, 5});
  EXPECT_TRUE(mask.is_free(0, 0, 5, 3));
  EXPECT_FALSE(mask.is_free(0, 3, 5, 4));  // half of it is clear
  EXPECT_TRUE(mask.is_free(0, 4, 5, 10));
}

TEST(Filled, ContinuesWhatCanBeSeen) {
  const Image image = filled(with_clear_columns(make_image(40, 30, 3, 90), 5, 33));
  EXPECT_TRUE(image.alpha.empty());
  for (float value : image.pixels) EXPECT_NEAR(value, 90, 1e-3);
  EXPECT_EQ(filled(with_clear_columns(make_image(4, 4, 3, 7), 0, 4)).pixels,
            make_image(4, 4, 3, 127.5f).pixels);
}

TEST(SampleMasks, KeepTheColoursOfTheMaskedHalfOut) {
  for (bool finish : {true, false}) {
    PaintRequest r = request(with_clear_columns(stripes(64, 48), 0, 32));
    r.options.finish.enabled = finish;
    if (!finish) r.options.refine.iterations = 0;  // votes copy, gradients do not
    r.options.pyramid.phases = 2;
    EXPECT_LE(brightest(paint(r).image), 60.5f);
    r.styles.front().image.alpha.clear();
    EXPECT_GT(brightest(paint(r).image), 150);  // without it they are there
  }
}

TEST(SampleMasks, MeanTheSameAsAlphaWhateverTheColoursUnderIt) {
  PaintRequest alpha = request(with_clear_columns(stripes(64, 48), 0, 32));
  PaintRequest mask = request(stripes(64, 48));
  mask.styles.front().mask = make_image(64, 48, 1, 255);
  for (int y = 0; y < 48; ++y)
    for (int x = 0; x < 32; ++x) {
      *mask.styles.front().mask->at(y, x) = 100;
      std::fill_n(alpha.styles.front().image.at(y, x), 3, 200.0f);
    }
  const Image image = paint(alpha).image;
  EXPECT_EQ(image.pixels, paint(mask).image.pixels);
  EXPECT_TRUE(image.alpha.empty());
}

TEST(SampleMasks, OpaqueAlphaChangesNothing) {
  PaintRequest r = request(stripes(64, 48));
  const Image image = paint(r).image;
  r.styles.front().image.alpha.assign(64 * 48, 0.6f);
  EXPECT_EQ(image.pixels, paint(r).image.pixels);
}

TEST(SampleMasks, DropPhasesThatHaveNoPatchLeft) {
  PaintRequest r = request(with_clear_columns(stripes(64, 48), 0, 48));
  r.options.pyramid.phases = 3;
  const PaintResult result = paint(r);
  EXPECT_LT(result.phases.size(), 3u);
  EXPECT_THAT(result.notices, Contains(HasSubstr("too small for 3 phases")));
  EXPECT_LE(brightest(result.image), 60.5f);
}

TEST(SampleMasks, NameAStyleWithoutAnyPatch) {
  PaintRequest r = request(stripes(64, 48));
  r.styles.push_back({with_clear_columns(stripes(64, 48), 4, 64), std::nullopt});
  try {
    paint(r);
    FAIL() << "no error";
  } catch (const BadInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("style 2 has no patch without clear pixels"));
  }
}

TEST(SampleMasks, RefuseBrokenAlpha) {
  PaintRequest r = request(stripes(64, 48));
  r.styles.front().image.alpha.assign(7, 1.0f);
  EXPECT_THROW(paint(r), BadInput);
  r.styles.front().image.alpha.assign(64 * 48, std::numeric_limits<float>::quiet_NaN());
  EXPECT_THROW(paint(r), BadInput);
}

}  // namespace
}  // namespace doodle
