#include "image/turn.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace doodle {
namespace {

using testing::ElementsAre;

/// Three columns, two rows, numbered row by row from 0.
Image numbers() {
  Image image = make_image(3, 2, 1);
  for (std::size_t i = 0; i < 6; ++i) image.pixels[i] = static_cast<float>(i);
  return image;
}

TEST(Turn, AQuarterIsClockwiseAndMirroringComesFirst) {
  const Image quarter = turned(numbers(), Turn::of(1));
  EXPECT_EQ(quarter.size(), (Size{2, 3}));
  EXPECT_THAT(quarter.pixels, ElementsAre(3, 0, 4, 1, 5, 2));
  EXPECT_THAT(turned(numbers(), Turn::of(2)).pixels, ElementsAre(5, 4, 3, 2, 1, 0));
  EXPECT_THAT(turned(numbers(), Turn::of(3)).pixels, ElementsAre(2, 5, 1, 4, 0, 3));
  EXPECT_THAT(turned(numbers(), Turn::of(4)).pixels, ElementsAre(2, 1, 0, 5, 4, 3));
  EXPECT_THAT(turned(numbers(), Turn::of(5)).pixels, ElementsAre(5, 2, 4, 1, 3, 0));
  EXPECT_THAT(turned(numbers(), Turn::of(6)).pixels, ElementsAre(3, 4, 5, 0, 1, 2));
}

TEST(Turn, AlphaTurnsWithTheColours) {
  Image image = numbers();
  image.alpha = {0, 1, 1, 1, 1, 1};
  EXPECT_THAT(turned(image, Turn::of(1)).alpha, ElementsAre(1, 0, 1, 1, 1, 1));
}

TEST(Turn, DirectionsTurnAsPlacesDo) {
  for (int number = 0; number < 8; ++number) {
    const Turn turn = Turn::of(number);
    float dx = 1, dy = 2;
    turn_direction(turn, dx, dy);
    float x = 5, y = 7, u = 5 + dx, v = 7 + dy;  // two places of the turned picture
    turn_back(turn, {20, 30}, x, y);
    turn_back(turn, {20, 30}, u, v);
    EXPECT_EQ(u - x, 1) << number;
    EXPECT_EQ(v - y, 2) << number;
  }
}

std::vector<int> numbers_of(int rotate, Wrap mirror) {
  std::vector<int> numbers;
  for (const Turn turn : turns_of(rotate, mirror)) numbers.push_back(turn.number());
  return numbers;
}

TEST(Turn, OptionsLeadToEveryTurnTheyAllowTogether) {
  EXPECT_THAT(numbers_of(0, {}), ElementsAre(0));
  EXPECT_THAT(numbers_of(180, {}), ElementsAre(0, 2));
  EXPECT_THAT(numbers_of(90, {}), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(numbers_of(0, {true, false}), ElementsAre(0, 4));
  EXPECT_THAT(numbers_of(0, {false, true}), ElementsAre(0, 6));
  EXPECT_THAT(numbers_of(0, {true, true}), ElementsAre(0, 2, 4, 6));
  EXPECT_THAT(numbers_of(180, {true, false}), ElementsAre(0, 2, 4, 6));
  EXPECT_THAT(numbers_of(90, {false, true}), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
}

}  // namespace
}  // namespace doodle
