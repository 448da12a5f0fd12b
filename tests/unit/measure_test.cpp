#include "doodle/measure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "base/parallel.h"
#include "doodle/error.h"
#include "unit/image_samples.h"

namespace doodle::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Image scaled_contrast(Image image, float factor) {
  for (float& value : image.pixels) value = 128 + (value - 128) * factor;
  return image;
}

/// The image moved to the left by `shift` pixels, around the edge.
Image rolled(const Image& image, int shift) {
  Image moved = image;
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      for (int c = 0; c < 3; ++c) moved.at(y, x)[c] = image.at(y, (x + shift) % image.width)[c];
  return moved;
}

TEST(Likeness, OfAPictureToItselfIsPerfect) {
  const Image image = random_image(60, 50, 3);
  const Likeness likeness = measure_likeness(image, image);
  EXPECT_EQ(likeness.patches, 0);
  EXPECT_EQ(likeness.coherence, 0);
  EXPECT_EQ(likeness.sharpness, 1);
}

TEST(Likeness, OfFlatPicturesIsTheirDifference) {
  const Likeness likeness = measure_likeness(make_image(64, 48, 3, 125.5f), make_image(40, 40, 3, 100));
  EXPECT_NEAR(likeness.coherence, 10, 1e-5);  // 25.5 of 255
  // The projection of a vector of 147 equal values on a random unit vector is nearly normal with their size
  // as deviation; the mean of its magnitude over 128 slices scatters by 5%.
  EXPECT_NEAR(likeness.patches, 10 * std::sqrt(2 / std::numbers::pi), 1.6);
  EXPECT_EQ(likeness.sharpness, 1);
}

TEST(Likeness, SharpnessIsTheSquareOfContrast) {
  const Image image = random_image(64, 64, 3);
  EXPECT_NEAR(measure_likeness(scaled_contrast(image, 0.5f), image).sharpness, 0.25, 1e-6);
  EXPECT_NEAR(measure_likeness(scaled_contrast(image, 2), image).sharpness, 4, 1e-5);
  EXPECT_EQ(measure_likeness(image, make_image(64, 64, 3, 9)).sharpness, INFINITY);
}

TEST(Likeness, DoesNotDependOnWhereThingsAre) {
  // Of a pattern with period 16 every shift by a multiple of 4 holds the same patches at all three scales.
  Image pattern = make_image(96, 96);
  const Image tile = random_image(16, 16, 3);
  for (int y = 0; y < 96; ++y)
    for (int x = 0; x < 96; ++x)
      for (int c = 0; c < 3; ++c) pattern.at(y, x)[c] = tile.at(y % 16, x % 16)[c];
  const Likeness likeness = measure_likeness(rolled(pattern, 4), pattern);
  EXPECT_NEAR(likeness.coherence, 0, 1e-4);
  EXPECT_LT(likeness.patches, 0.3);
  EXPECT_NEAR(likeness.sharpness, 1, 0.05);
}

TEST(Likeness, KnowsForeignPiecesAndLostDetail) {
  const Image style = scaled_contrast(random_image(64, 64, 3), 0.5f);
  const Image blurred = resize(resize(style, {32, 32}, Filter::area), {64, 64}, Filter::bicubic);
  const Likeness lost = measure_likeness(blurred, style);
  EXPECT_LT(lost.sharpness, 0.5);
  EXPECT_GT(lost.patches, 1);
  const Likeness foreign = measure_likeness(random_image(64, 64, 3), style);
  EXPECT_GT(foreign.coherence, 5);
  EXPECT_GT(foreign.patches, lost.patches / 4);
}

TEST(Likeness, IsTheSameForAnyThreadsAndFollowsTheSeed) {
  const Image picture = random_image(130, 130, 3), style = scaled_contrast(picture, 0.7f);
  const Likeness all = measure_likeness(picture, style);
  const ThreadScope one(1);
  const Likeness alone = measure_likeness(picture, style);
  EXPECT_EQ(all.patches, alone.patches);
  EXPECT_EQ(all.coherence, alone.coherence);
  EXPECT_EQ(all.sharpness, alone.sharpness);
  EXPECT_NE(measure_likeness(picture, style, 1).patches, all.patches);
}

TEST(Likeness, TakesGreyAndIgnoresAlpha) {
  const Image grey = random_image(40, 40, 1, SampleType::u8, true);
  const Likeness likeness = measure_likeness(grey, to_rgb(grey));
  EXPECT_EQ(likeness.patches, 0);
  EXPECT_EQ(likeness.sharpness, 1);
}

TEST(Likeness, RefusesArraysThatDoNotFitAndWhatIsNoNumber) {
  const Image good = make_image(28, 28);
  Image bad = good;
  bad.pixels.resize(99);
  EXPECT_THAT([&] { measure_likeness(bad, good); },
              ThrowsMessage<BadInput>(HasSubstr("the picture has 99 values")));
  bad = good;
  bad.pixels[5] = NAN;
  EXPECT_THAT([&] { measure_likeness(good, bad); }, ThrowsMessage<BadInput>(HasSubstr("the style has NaN")));
}

TEST(Likeness, NeedsRoomForAPatchAtQuarterScale) {
  const Image least = make_image(28, 28), small = make_image(28, 27);
  EXPECT_NO_THROW(measure_likeness(least, least));
  EXPECT_THAT([&] { measure_likeness(small, least); },
              ThrowsMessage<BadInput>(HasSubstr("the picture is 28x27")));
  EXPECT_THAT([&] { measure_likeness(least, small); }, ThrowsMessage<BadInput>(HasSubstr("the style is")));
}

}  // namespace
}  // namespace doodle::testing
