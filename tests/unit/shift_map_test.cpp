#include "synthesis/shift_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "doodle/synthesis.h"
#include "synthesis/offsets.h"
#include "synthesis/shift_choice.h"

namespace doodle {
namespace {

constexpr int kCourse = 8, kBrick = 18;

bool is_mortar(int y, int x) {
  return y % kCourse == 0 || (x + y / kCourse % 2 * (kBrick / 2)) % kBrick == 0;
}

/// Bricks of random tones between light mortar, and a dark band of upright ones below, in which no course is.
Image wall(int width, int height) {
  Image image = make_image(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const bool band = y >= height - 2 * kCourse;
      const int brick = (x + y / kCourse % 2 * (kBrick / 2)) / kBrick + 1000 * (y / kCourse);
      float tone = 60 + 60 * random_uniform(3, 1, static_cast<std::uint64_t>(brick));
      if (band ? x % kCourse == 0 : is_mortar(y, x)) tone = 220;
      for (int c = 0; c < 3; ++c)
        image.at(y, x)[c] = tone + 6 * random_uniform(4, static_cast<std::uint64_t>(c),
                                                      static_cast<std::uint64_t>(y * width + x));
    }
  return image;
}

/// Clear in the ellipse around the middle.
Image with_hole(Image image) {
  image.alpha.assign(image.pixels.size() / 3, 1.0f);
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      if (std::hypot((x - image.width / 2) / 26.0, (y - image.height / 2) / 21.0) < 1)
        image.alpha[static_cast<std::size_t>(y) * image.width + x] = 0;
  return image;
}

/// Of the pixels of the hole, the share that is mortar where the wall has it, or brick.
double right_share(const Image& picture, const Image& holed) {
  double right = 0, all = 0;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) {
      if (holed.alpha[static_cast<std::size_t>(y) * picture.width + x] > 0) continue;
      right += (picture.at(y, x)[0] > 170) == is_mortar(y, x);
      all += 1;
    }
  return right / all;
}

TEST(ShiftMap, CoursesOfBricksGoOn) {
  const Image holed = with_hole(wall(120, 112));
  const auto completed = completed_by_shifts(holed);
  ASSERT_TRUE(completed);
  EXPECT_GT(right_share(completed->image, holed), 0.97);
  for (std::size_t p = 0; p < holed.alpha.size(); ++p) {
    const std::size_t from =
        static_cast<std::size_t>(completed->field.row[p]) * 120 + completed->field.column[p];
    ASSERT_EQ(holed.alpha[from], 1) << p;  // no part of the hole is filled from the hole
    ASSERT_EQ(completed->image.pixels[3 * p], holed.pixels[3 * from]) << p;
  }
  EXPECT_EQ(completed->image.pixels, completed_by_shifts(holed)->image.pixels);
}

TEST(ShiftMap, PaintedIntoAPictureTheyStillDo) {
  PaintRequest request;
  request.inpaint = with_hole(wall(120, 112));
  const PaintResult result = paint(request);
  EXPECT_GT(right_share(result.image, *request.inpaint), 0.95);
}

TEST(ShiftMap, WhatIsFarFromAHoleStaysAndTakesNoPart) {
  PaintRequest request;
  request.inpaint = wall(320, 260);
  request.inpaint_mask = make_image(320, 260, 1);
  for (int y = 80; y < 100; ++y) std::fill_n(request.inpaint_mask->at(y, 90), 24, 255.0f);
  const PaintResult result = paint(request);
  ASSERT_EQ(result.image.size(), (Size{320, 260}));
  EXPECT_EQ(result.parameters.at("output-size"), "320x260");
  EXPECT_EQ(estimate_paint(request).size, (Size{320, 260}));
  EXPECT_LT(result.phases.back().size.width, 200);
  EXPECT_EQ(result.sources.width, 320);
  EXPECT_EQ(result.sources.styles.front(), (Size{320, 260}));
  float different = 0;
  for (int y = 0; y < 260; ++y)
    for (int x = 0; x < 320; ++x) {
      const std::size_t p = static_cast<std::size_t>(y) * 320 + x;
      const float* source = &result.sources.values[3 * p];
      const bool known = *request.inpaint_mask->at(y, x) == 0;
      if (known) {
        ASSERT_TRUE(std::equal(result.image.at(y, x), result.image.at(y, x) + 3, request.inpaint->at(y, x)));
        ASSERT_EQ(source[0], x);
        ASSERT_EQ(source[1], y);
      } else {
        // from close by
        const int u = static_cast<int>(source[0]), v = static_cast<int>(source[1]);
        ASSERT_TRUE(u >= 26 && u < 114 + 64 && v >= 16 && v < 100 + 64) << u << ", " << v;
        ASSERT_EQ(*request.inpaint_mask->at(v, u), 0);
        different += std::abs(result.image.at(y, x)[0] - request.inpaint->at(v, u)[0]) / (20 * 24);
      }
    }
  EXPECT_LT(different, 15);  // votes and melted seams
}

TEST(ShiftMap, AHorizonGoesOn) {
  Image scene = make_image(120, 90);
  for (int y = 0; y < 90; ++y)
    for (int x = 0; x < 120; ++x)
      for (int c = 0; c < 3; ++c)
        scene.at(y, x)[c] =
            (y < 41 ? 190 : 60) +
            50 * random_uniform(9, static_cast<std::uint64_t>(c), static_cast<std::uint64_t>(y * 120 + x));
  const Image holed = with_hole(scene);
  const auto completed = completed_by_shifts(holed);
  ASSERT_TRUE(completed);
  int wrong = 0;
  for (int y = 0; y < 90; ++y)
    for (int x = 0; x < 120; ++x) wrong += (completed->image.at(y, x)[0] > 150) != (y < 41);
  EXPECT_LE(wrong, 85);  // of some 1700
}

/// A grey wall with a red disk that stands free, to the right of the hole in the middle.
Image with_disk() {
  Image scene = make_image(200, 90);
  for (std::size_t i = 0; i < scene.pixels.size(); ++i)
    scene.pixels[i] = 100 + 8 * random_uniform(9, 1, i / 3);
  for (int y = 0; y < 90; ++y)
    for (int x = 0; x < 200; ++x)
      if (std::hypot(x - 160, y - 45) < 12) scene.at(y, x)[0] = 250;
  return with_hole(std::move(scene));
}

TEST(ShiftMap, WhatStandsFreeElsewhereDoesNotStandInTheHole) {
  const Image holed = with_disk();
  // The likelier step would bring the disk, and no seam.
  const auto chosen = choose_shifts(holed, {{0, 60}, {0, -60}});
  ASSERT_TRUE(chosen);
  EXPECT_EQ((*chosen)[45 * 200 + 100], 1);
}

TEST(ShiftMap, IsNotMadeWhereNothingReaches) {
  Image ring = with_hole(wall(64, 48));  // the hole is nearly as large as the picture
  EXPECT_FALSE(completed_by_shifts(ring));
  const Image holed = with_hole(wall(120, 112));
  EXPECT_FALSE(choose_shifts(holed, {{1, 0}}));
  EXPECT_FALSE(choose_shifts(holed, {}));
}

bool is_step_of_bricks(const Step& step) {
  return step.y % kCourse == 0 && (step.x + step.y / kCourse % 2 * (kBrick / 2)) % kBrick == 0;
}

TEST(FrequentOffsets, AreThoseOfTheBricks) {
  const std::vector<Step> steps = frequent_offsets(wall(90, 80));
  ASSERT_GT(steps.size(), 40u);
  EXPECT_GE(std::count_if(steps.begin(), steps.begin() + 40, is_step_of_bricks), 20);  // by chance one in 144
  const Step again = refined(wall(90, 80), {kCourse + 1, kBrick / 2 - 1}, 1, {0, 0, 80, 90});
  EXPECT_TRUE(is_step_of_bricks(again)) << again.y << ", " << again.x;
}

}  // namespace
}  // namespace doodle
