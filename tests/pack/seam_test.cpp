#include <gtest/gtest.h>

#include <cmath>

#include "doodle/pack.h"

namespace doodle {
namespace {

/// A picture of one channel.
Image picture(int width, int height, const std::vector<float>& values) {
  Image image = make_image(width, height, 1);
  image.pixels = values;
  return image;
}

TEST(SeamScore, is_the_step_at_the_seam_against_those_inside) {
  const SeamScore score = seam_score(picture(3, 2,
                                             {0, 1, 6,  //
                                              10, 13, 16}));
  EXPECT_DOUBLE_EQ(score.x, 6 / ((1 + 5 + 3 + 3) / 4.0));  // both rows step by 6 at the seam
  EXPECT_DOUBLE_EQ(score.y, 1) << "of two rows the seam is the same step as the inside";
}

TEST(SeamScore, of_nothing_to_see_is_one) {
  EXPECT_EQ(seam_score(picture(3, 3, std::vector<float>(9, 5))).x, 1);
  EXPECT_EQ(seam_score(picture(1, 1, {5})).y, 1);
  EXPECT_EQ(seam_score(Image{}).x, 1);
}

TEST(SeamScore, of_a_ramp_is_large_across_and_one_along) {
  const SeamScore score = seam_score(picture(4, 2, {0, 1, 2, 3, 0, 1, 2, 3}));
  EXPECT_DOUBLE_EQ(score.x, 3);
  EXPECT_DOUBLE_EQ(score.y, 1);
}

TEST(SeamScore, weighs_steps_by_alpha) {
  Image image = picture(4, 1, {0, 50, 2, 3});
  image.alpha = {1, 0, 1, 1};  // what is clear does not count
  EXPECT_DOUBLE_EQ(seam_score(image).x, 3);
  image.alpha = {1, 0.5, 1, 1};
  EXPECT_DOUBLE_EQ(seam_score(image).x, 3 / ((0.5 * 50 + 0.5 * 48 + 1) / 2));
}

TEST(SeamScore, averages_channels) {
  Image image = make_image(3, 1);
  image.pixels = {0, 0, 0, 3, 0, 0, 3, 3, 0};
  EXPECT_DOUBLE_EQ(seam_score(image).x, 2 / 1.0);
}

TEST(SeamScore, is_infinite_where_only_the_seam_steps) {
  Image image = picture(4, 1, {0, 0, 9, 9});
  image.alpha = {1, 1, 0, 1};
  EXPECT_TRUE(std::isinf(seam_score(image).x));
}

TEST(SeamAgainst, compares_the_same_border) {
  const Image image = picture(4, 1, {0, 1, 6, 9}), softer = picture(4, 1, {2, 1, 6, 6});
  EXPECT_DOUBLE_EQ(seam_against(image, image).x, 1);
  EXPECT_DOUBLE_EQ(seam_against(image, softer).x, (9 + 1) / (4 + 1.0));
  EXPECT_DOUBLE_EQ(seam_against(softer, image).x, 0.5);
  EXPECT_EQ(seam_against(Image{}, Image{}).y, 1);
}

}  // namespace
}  // namespace doodle
