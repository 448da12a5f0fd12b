#include <gmock/gmock.h>

#include "doodle/error.h"
#include "image/pyramid.h"
#include "image_samples.h"

namespace doodle {
namespace {

TEST(MakeImage, IsOfOneColourAndOpaque) {
  const Image image = make_image(3, 2, 1, 7);
  EXPECT_EQ(image.size(), (Size{3, 2}));
  EXPECT_THAT(image.pixels, testing::AllOf(testing::SizeIs(6), testing::Each(7.0f)));
  EXPECT_TRUE(image.alpha.empty());
}

TEST(MakeImage, RefusesSidesAndChannelsOutOfRange) {
  EXPECT_THROW(make_image(0, 5), BadInput);
  EXPECT_THROW(make_image(5, -1), BadInput);
  EXPECT_THROW(make_image(65501, 1), BadInput);
  EXPECT_THROW(make_image(4, 4, 2), BadInput);
  EXPECT_EQ(make_image(65500, 1).width, 65500);
}

TEST(ToRgb, RepeatsGreyAndKeepsAlphaAndType) {
  Image grey = random_image(3, 2, 1, SampleType::u16, true);
  grey.icc.assign(9, std::byte{1});
  const Image rgb = to_rgb(grey);
  ASSERT_EQ(rgb.pixels.size(), 18u);
  for (std::size_t i = 0; i < 18; ++i) EXPECT_EQ(rgb.pixels[i], grey.pixels[i / 3]);
  EXPECT_EQ(rgb.alpha, grey.alpha);
  EXPECT_EQ(rgb.type, SampleType::u16);
  EXPECT_TRUE(rgb.icc.empty()) << "a profile for grey does not describe RGB";
}

TEST(ToRgb, ReturnsRgbAsItIs) {
  Image image = random_image(3, 2, 3);
  image.icc.assign(9, std::byte{1});
  EXPECT_EQ(to_rgb(image).pixels, image.pixels);
  EXPECT_EQ(to_rgb(image).icc, image.icc);
}

TEST(PhaseSize, HalvesPerPhaseAndRounds) {
  EXPECT_EQ(phase_size({512, 384}, 3, 4), (Size{512, 384}));
  EXPECT_EQ(phase_size({512, 384}, 0, 4), (Size{64, 48}));
  EXPECT_EQ(phase_size({5, 3}, 0, 2), (Size{3, 2}));
  EXPECT_EQ(phase_size({16, 1}, 0, 10), (Size{1, 1}));
  EXPECT_EQ(phase_size({7, 9}, 0, 1), (Size{7, 9}));
  EXPECT_THROW(phase_size({7, 9}, 2, 2), Error);
}

TEST(ScaleTo, AveragesWhenItShrinksAndInterpolatesWhenItGrows) {
  const Image image = random_image(12, 8, 3);
  EXPECT_EQ(scale_to(image, {6, 4}).pixels, resize(image, {6, 4}, Filter::area).pixels);
  EXPECT_EQ(scale_to(image, {24, 4}).pixels, resize(image, {24, 4}, Filter::bicubic).pixels);
  EXPECT_EQ(scale_to(image, {12, 8}).pixels, image.pixels);
}

}  // namespace
}  // namespace doodle
