#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "doodle/synthesis.h"
#include "synthesis/surroundings.h"

namespace doodle {
namespace {

constexpr int kWidth = 420, kHeight = 140, kSide = 10, kTop = 60, kLeft = 50, kRight = 360;

bool in_hole(int y, int x, int left) {
  return y >= kTop && y < kTop + kSide && x >= left && x < left + kSide;
}

/// Dark on the left, bright on the right, with a hole in each half that shows the colours of the other.
PaintRequest request() {
  PaintRequest request;
  request.inpaint = make_image(kWidth, kHeight);
  request.inpaint_mask = make_image(kWidth, kHeight, 1);
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x) {
      const bool hole = in_hole(y, x, kLeft) || in_hole(y, x, kRight);
      const float tone = (x < kWidth / 2) != hole ? 30 : 200;
      for (int c = 0; c < 3; ++c)
        request.inpaint->at(y, x)[c] =
            tone + 40 * random_uniform(3, static_cast<std::uint64_t>(c), pixel_at(*request.inpaint, y, x));
      if (hole) *request.inpaint_mask->at(y, x) = 255;
    }
  request.options.finish.iterations = 3;
  return request;
}

/// The darkest and the brightest value of a hole.
std::pair<float, float> extremes(const Image& image, int left) {
  float least = 255, most = 0;
  for (int y = kTop; y < kTop + kSide; ++y) {
    const auto [low, high] = std::minmax_element(image.at(y, left), image.at(y, left + kSide));
    least = std::min(least, *low);
    most = std::max(most, *high);
  }
  return {least, most};
}

struct Report {
  int hole = 0, holes = 0;
  double fraction = 0;
};

struct Run {
  PaintResult result;
  std::vector<Report> reports;
};

/// One for all tests, since it takes seconds under the sanitizers.
const Run& run() {
  static const Run once = [] {
    Run made;
    made.result = paint(request(), [&](const Progress& progress) {
      made.reports.push_back({progress.phase, progress.phases, progress.fraction});
      return true;
    });
    return made;
  }();
  return once;
}

TEST(FarHoles, AreFilledFromTheirOwnSurroundingsAndNothingElseChanges) {
  const PaintRequest r = request();
  const PaintResult& result = run().result;
  for (int y = 0; y < kHeight; ++y)
    for (int x = 0; x < kWidth; ++x)
      if (!in_hole(y, x, kLeft) && !in_hole(y, x, kRight)) {
        ASSERT_TRUE(std::equal(result.image.at(y, x), result.image.at(y, x) + 3, r.inpaint->at(y, x)));
      }
  EXPECT_GT(extremes(result.image, kLeft).first, 25);
  EXPECT_LT(extremes(result.image, kLeft).second, 75);
  EXPECT_GT(extremes(result.image, kRight).first, 195);
  EXPECT_LT(extremes(result.image, kRight).second, 245);
  EXPECT_TRUE(result.image.alpha.empty());
  EXPECT_EQ(result.phases.size(), 2u);
}

TEST(FarHoles, SayWhereTheirPixelsAreFrom) {
  const SourceMap& sources = run().result.sources;
  ASSERT_EQ(sources.styles, (std::vector<Size>{{kWidth, kHeight}}));
  const auto source = [&](int y, int x) {
    return &sources.values[3 * (static_cast<std::size_t>(y) * kWidth + x)];
  };
  EXPECT_EQ(source(3, 200)[0], 200);
  EXPECT_EQ(source(3, 200)[1], 3);
  for (int i = 0; i < kSide; ++i) {
    EXPECT_LT(source(kTop + i, kLeft + i)[0], kWidth / 2);
    EXPECT_GT(source(kTop + i, kRight + i)[0], kWidth / 2);
    EXPECT_FALSE(in_hole(static_cast<int>(source(kTop + i, kRight + i)[1]),
                         static_cast<int>(source(kTop + i, kRight + i)[0]), kRight));
  }
}

TEST(FarHoles, AreTheSameForAnyNumberOfThreads) {
  PaintRequest r = request();
  r.options.run.threads = 3;
  EXPECT_EQ(paint(r).image.pixels, run().result.image.pixels);
}

TEST(FarHoles, AreReportedOneAfterTheOther) {
  const std::vector<Report>& reports = run().reports;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    EXPECT_EQ(reports[i].holes, 2);
    if (i > 0) {
      EXPECT_GE(reports[i].fraction, reports[i - 1].fraction);
      EXPECT_GE(reports[i].hole, reports[i - 1].hole);
    }
  }
  EXPECT_EQ(reports.front().hole, 0);
  EXPECT_EQ(reports.back().hole, 1);
  EXPECT_DOUBLE_EQ(reports.back().fraction, 1);
}

TEST(FarHoles, AreSmoothWhereTheWorkWasStopped) {
  const PaintRequest r = request();
  const PaintResult result = paint(r, [](const Progress& progress) { return progress.phase == 0; });
  EXPECT_TRUE(result.cancelled);
  EXPECT_LT(extremes(result.image, kLeft).second, 75);
  EXPECT_GT(extremes(result.image, kRight).first, 195);
}

TEST(FarHoles, ArePlannedAsTheyArePainted) {
  const PaintEstimate estimate = estimate_paint(request());
  EXPECT_EQ(estimate.size, (Size{kWidth, kHeight}));
  EXPECT_EQ(run().result.planned_bytes, estimate.bytes);
}

TEST(SeparateSurroundings, AreOneWhereTheyOverlapAlsoOnceJoined) {
  Image picture = make_image(1000, 400);
  picture.alpha.assign(1000 * 400, 1.0f);
  const auto clear = [&](int x, int y, int side) {
    for (int v = y; v < y + side; ++v) std::fill_n(&picture.alpha[pixel_at(picture, v, x)], side, 0.0f);
  };
  clear(100, 100, 2);
  clear(240, 100, 2);  // 64 pixels around each: 12 are between
  EXPECT_EQ(separate_surroundings(picture).size(), 2u);
  clear(170, 100, 2);
  clear(390, 100, 2);  // reached by the three of them, not by one
  clear(800, 300, 30);
  const std::vector<Area> areas = separate_surroundings(picture);
  ASSERT_EQ(areas.size(), 2u);
  EXPECT_EQ(areas[1].x, 800 - 64);
  EXPECT_EQ(areas[1].width, 30 + 128);
  EXPECT_EQ(areas[1].height, 30 + 128);
  EXPECT_EQ(areas[0].x, 0);
  EXPECT_EQ(areas[0].width, 392 + 292 * 2 / 3);
}

}  // namespace
}  // namespace doodle
