#include "synthesis/inpaint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "doodle/error.h"

namespace doodle {
namespace {

using testing::HasSubstr;

/// Random greys below 100 with stripes: nothing in it is bright.
Image ground(int width, int height) {
  Image image = make_image(width, height);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = 40 + 30 * static_cast<float>(i / 3 % 8 < 4) + 20 * random_uniform(5, 0, i);
  return image;
}

/// White in the square [20, 34) x [14, 28).
bool in_square(int y, int x) {
  return x >= 20 && x < 34 && y >= 14 && y < 28;
}

/// A picture of `ground` whose square is bright, and the mask of that square.
PaintRequest request(int width = 64, int height = 48) {
  PaintRequest request;
  request.inpaint = ground(width, height);
  request.inpaint_mask = make_image(width, height, 1);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      if (in_square(y, x)) {
        std::fill_n(request.inpaint->at(y, x), 3, 255.0f);
        *request.inpaint_mask->at(y, x) = 255;
      }
  request.options.network.model = "random";
  request.options.network.units = 0.25;
  request.options.refine.iterations = 2;
  request.options.finish.iterations = 4;
  request.options.pyramid.phases = 2;
  return request;
}

/// Whether `result` shows `picture`, its corner at (left, top), exactly where that is not in the square.
bool keeps(const Image& result, const Image& picture, int left, int top) {
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x)
      if (!in_square(y, x) &&
          !std::equal(picture.at(y, x), picture.at(y, x) + 3, result.at(y + top, x + left)))
        return false;
  return true;
}

float brightest(const Image& image) {
  return *std::max_element(image.pixels.begin(), image.pixels.end());
}

TEST(Inpaint, PaintsTheMaskWithTheRestAndKeepsTheRest) {
  for (bool tile : {false, true}) {
    PaintRequest r = request();
    r.options.tile = {tile, tile};
    const PaintResult result = paint(r);
    EXPECT_EQ(result.image.size(), (Size{64, 48}));
    EXPECT_TRUE(keeps(result.image, *r.inpaint, 0, 0));
    EXPECT_LT(brightest(result.image), 92);
    EXPECT_TRUE(result.image.alpha.empty());
  }
}

TEST(Inpaint, PaintsWhatIsClearAsWhatIsMasked) {
  PaintRequest r = request();
  const Image masked = paint(r).image;
  r.inpaint->alpha.assign(64 * 48, 1.0f);
  for (std::size_t p = 0; p < r.inpaint->alpha.size(); ++p)
    if (r.inpaint_mask->pixels[p] > 0) r.inpaint->alpha[p] = 0.3f;
  r.inpaint_mask.reset();
  EXPECT_EQ(paint(r).image.pixels, masked.pixels);
  r.inpaint->alpha[0] = 0.75f;
  EXPECT_EQ(paint(r).image.alpha[0], 0.75f);
}

TEST(Inpaint, WhatIsClearInAMaskIsNotWhite) {
  PaintRequest r = request();
  const Image masked = paint(r).image;
  Image& mask = *r.inpaint_mask;
  mask.alpha.assign(64 * 48, 1.0f);
  for (std::size_t p = 0; p < mask.alpha.size(); ++p)
    if (mask.pixels[p] == 0) mask.alpha[p] = 0;
  std::fill(mask.pixels.begin(), mask.pixels.end(), 255.0f);
  EXPECT_EQ(paint(r).image.pixels, masked.pixels);
  mask.alpha.pop_back();
  EXPECT_THROW(paint(r), BadInput);
}

TEST(Inpaint, TheSoftRimOfAHoleIsPartOfIt) {
  PaintRequest r = request();
  r.inpaint->alpha.assign(64 * 48, 1.0f);
  for (std::size_t p = 0; p < r.inpaint->alpha.size(); ++p)
    if (r.inpaint_mask->pixels[p] > 0) r.inpaint->alpha[p] = 0;
  r.inpaint_mask.reset();
  const auto hole =
      std::find(r.inpaint->alpha.begin(), r.inpaint->alpha.end(), 0.0f) - r.inpaint->alpha.begin();
  r.inpaint->alpha[static_cast<std::size_t>(hole - 1)] = 0.6f;
  r.inpaint->alpha[static_cast<std::size_t>(hole - 2)] = 0.9f;
  std::fill_n(&r.inpaint->pixels[static_cast<std::size_t>(hole - 2) * 3], 6, 255.0f);
  const Image result = paint(r).image;
  EXPECT_TRUE(result.alpha.empty());
  EXPECT_LT(result.pixels[static_cast<std::size_t>(hole - 1) * 3], 200.0f);
}

TEST(Inpaint, PaintsAroundThePicture) {
  PaintRequest r = request();
  r.options.output_size = {90, 61};
  const PaintResult result = paint(r);
  EXPECT_EQ(result.image.size(), (Size{90, 61}));
  EXPECT_TRUE(keeps(result.image, *r.inpaint, 13, 6));
  EXPECT_LT(brightest(result.image), 100);  // the ground is below 90; melted seams may go a little beyond
  ASSERT_FALSE(result.sources.empty());
  const float* first = &result.sources.values[3 * (6 * 90 + 13)];
  EXPECT_THAT(std::vector<float>(first, first + 3), testing::ElementsAre(0, 0, 0));
}

TEST(Inpaint, TakesPhotosInstead) {
  PaintRequest r = request();
  r.styles.push_back({make_image(40, 40, 3, 200), std::nullopt});
  const Image image = paint(r).image;
  EXPECT_TRUE(keeps(image, *r.inpaint, 0, 0));
  EXPECT_NEAR(image.at(21, 27)[0], 200, 1);
}

TEST(Inpaint, KeepsSixteenBitsAndGrey) {
  PaintRequest r = request();
  Image grey = make_image(64, 48, 1, 50.25f);
  grey.type = SampleType::u16;
  r.inpaint = grey;
  const Image image = paint(r).image;
  EXPECT_EQ(image.channels, 1);
  EXPECT_EQ(image.type, SampleType::u16);
  EXPECT_EQ(*image.at(0, 0), 50.25f);
  EXPECT_NEAR(*image.at(20, 25), 50.25f, 1);
}

TEST(Inpaint, NamesWhatIsWrong) {
  const auto message = [](const PaintRequest& r) -> std::string {
    try {
      paint(r);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  PaintRequest small = request(), opaque = request(), all = request(), alone = request();
  small.options.output_size = {64, 40};
  EXPECT_THAT(message(small), HasSubstr("output-size is 64x40 but the picture to paint into is 64x48"));
  opaque.inpaint_mask.reset();
  EXPECT_THAT(message(opaque), HasSubstr("nothing is to be painted"));
  all.inpaint_mask = make_image(64, 48, 1, 255);
  EXPECT_THAT(message(all), HasSubstr("no patch of it is left to paint with; name a photo"));
  alone.inpaint.reset();
  alone.styles.push_back({ground(40, 40), std::nullopt});
  EXPECT_THAT(message(alone), HasSubstr("there is a mask but no picture"));
}

}  // namespace
}  // namespace doodle
