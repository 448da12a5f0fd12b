#include "backend/network_tiles.h"

#include <gtest/gtest.h>

#include "doodle/error.h"

namespace doodle {
namespace {

TEST(Tiles, OwnEveryPositionOnceAndReachFarEnough) {
  const int halo = 16, step = 8;
  for (int side : {40, 64, 128})
    for (int length = 1; length < 400; ++length) {
      const auto spans = split_into_tiles(length, side, halo, step);
      int next = 0;
      for (const TileSpan& span : spans) {
        ASSERT_EQ(span.own_begin, next) << length << " in " << side;
        ASSERT_LT(span.own_begin, span.own_end);
        ASSERT_LE(span.length(), side);
        ASSERT_EQ(span.begin % step, 0);
        ASSERT_TRUE(span.own_end % step == 0 || span.own_end == length);
        ASSERT_TRUE(span.begin == 0 || span.own_begin - span.begin >= halo);
        ASSERT_TRUE(span.end == length || span.end - span.own_end >= halo);
        next = span.own_end;
      }
      ASSERT_EQ(next, length);
    }
}

TEST(Tiles, AreOfOneLengthWhereTheSideFits) {
  for (int length = 129; length < 300; ++length) {
    for (const TileSpan& span : split_into_tiles(length, 96 + length % 8, 16, 8)) {
      ASSERT_EQ(span.length(), 96 + length % 8) << length;
      ASSERT_TRUE(span.own_end % 8 == 0 || span.own_end == length);
    }
  }
}

TEST(Tiles, AreOneForASmallPicture) {
  EXPECT_EQ(make_tiles({100, 50}, 0, 16, 8).size(), 1u);
  EXPECT_EQ(make_tiles({100, 50}, 128, 16, 8).size(), 1u);
  EXPECT_EQ(make_tiles({200, 50}, 128, 16, 8).size(), 2u);
}

TEST(Tiles, ThatAreAllHaloAreRefused) {
  EXPECT_THROW(split_into_tiles(100, 32, 16, 8), Error);
}

}  // namespace
}  // namespace doodle
