#include "upscale/outline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/random.h"
#include "doodle/source_map.h"
#include "doodle/upscale.h"
#include "upscale/regions.h"

namespace doodle {
namespace {

struct Drawing {
  Size size;
  std::vector<int> labels;
};

/// A label for each letter, 0 for a dot.
Drawing drawing(const std::vector<std::string>& rows) {
  Drawing result{{static_cast<int>(rows.front().size()), static_cast<int>(rows.size())}, {}};
  for (const std::string& row : rows)
    for (const char c : row) result.labels.push_back(c == '.' ? 0 : c - 'a' + 1);
  return result;
}

std::vector<int> enlarged(const Drawing& art, int scale, Wrap wrap = {}) {
  const Size size{art.size.width * scale, art.size.height * scale};
  return labels_within(outlines(art.labels, art.size, wrap), art.size, size, 0).own;
}

double share(const std::vector<int>& labels, int label) {
  return static_cast<double>(std::count(labels.begin(), labels.end(), label)) /
         static_cast<double>(labels.size());
}

TEST(Outlines, ADiagonalIsABandOfEvenWidth) {
  Drawing art{{12, 12}, std::vector<int>(144, 0)};
  for (std::size_t i = 1; i < 11; ++i) art.labels[i * 13] = 1;
  const std::vector<int> band = enlarged(art, 8);
  for (int row = 24; row < 72; ++row)
    EXPECT_NEAR(
        std::count_if(&band[static_cast<std::size_t>(row) * 96],
                      &band[static_cast<std::size_t>(row) * 96] + 96, [](int label) { return label == 1; }),
        8, 1)
        << row;
}

TEST(Outlines, RightAnglesOfStraightRunsStaySharp) {
  const Drawing art =
      drawing({"........", "........", "..aaa...", "..aaa...", "..aaa...", "........", "........"});
  const std::vector<int> square = enlarged(art, 8);
  for (int y = 0; y < 56; ++y)
    for (int x = 0; x < 64; ++x)
      ASSERT_EQ(square[static_cast<std::size_t>(y) * 64 + x],
                art.labels[static_cast<std::size_t>(y / 8) * 8 + x / 8])
          << x << ", " << y;
}

TEST(Outlines, EncloseTheAreaOfTheirPixels) {
  Drawing art{{20, 16}, {}};
  for (std::size_t i = 0; i < 320; ++i) {
    const double x = static_cast<double>(i % 20) - 9.3, y = static_cast<double>(i / 20) - 8;
    art.labels.push_back(std::hypot(x, y) < 6.2 ? 1 : 0);
  }
  art.labels[3 * 20 + 1] = 2;  // a single pixel, and a round face around it
  const std::vector<int> picture = enlarged(art, 10);
  for (const int label : {1, 2}) EXPECT_NEAR(share(picture, label) / share(art.labels, label), 1, 0.05);
  // and it is round: nowhere further out or in than half a pixel
  for (std::size_t i = 0; i < picture.size(); ++i) {
    const double x = (static_cast<double>(i % 200) + 0.5) / 10 - 9.8,
                 y = (static_cast<double>(i / 200) + 0.5) / 10 - 8.5, radius = std::hypot(x, y);
    if (radius > 5.7 && radius < 6.7) continue;
    ASSERT_EQ(picture[i] == 1, radius < 6) << x << ", " << y;
  }
}

TEST(Outlines, OfTwoPairsThatCrossTheRarerIsJoined) {
  for (const char* swapped : {"a.", ".a"}) {
    Drawing art = drawing({"......", "......", "..a...", "...a..", "......", "......"});
    const int rare = swapped[0] == 'a' ? 1 : 0;
    for (int& label : art.labels) label = label == 1 ? rare : 1 - rare;
    const std::vector<int> picture = enlarged(art, 9);
    EXPECT_EQ(picture[27 * 54 + 27], rare);  // where the four meet
  }
}

TEST(Outlines, LabelsAreThoseOfWhoseOutlinesAPixelLiesDeepest) {
  Drawing art{{9, 11}, {}};
  for (std::size_t i = 0; i < 99; ++i) art.labels.push_back(static_cast<int>(4 * random_uniform(3, 0, i)));
  const Size size{9 * 20, 11 * 20};  // drawn in several bands of rows
  const std::vector<Outline> lines = outlines(art.labels, art.size, {});
  const LabelsWithin found = labels_within(lines, art.size, size, 0.2f);
  std::vector<std::vector<float>> depths;
  for (int label = 0; label < 4; ++label) depths.push_back(outline_distance(lines, label, art.size, size, 1));
  for (std::size_t i = 0; i < found.own.size(); ++i) {
    std::vector<std::pair<float, int>> order;
    for (int label = 0; label < 4; ++label)
      order.emplace_back(-depths[static_cast<std::size_t>(label)][i], label);
    std::sort(order.begin(), order.end());
    ASSERT_EQ(found.own[i], order[0].second) << i;
    ASSERT_EQ(found.beside[i], order[order[1].first < 0.2f ? 1 : 0].second) << i;
  }
}

TEST(Outlines, GoAroundATorus) {
  Drawing art{{10, 7}, {}};
  for (std::size_t i = 0; i < 70; ++i) art.labels.push_back(static_cast<int>(3 * random_uniform(1, 5, i)));
  Drawing moved = art;
  for (std::size_t y = 0; y < 7; ++y)
    for (std::size_t x = 0; x < 10; ++x)
      moved.labels[(y + 3) % 7 * 10 + (x + 4) % 10] = art.labels[y * 10 + x];
  const std::vector<int> picture = enlarged(art, 6, {true, true}), other = enlarged(moved, 6, {true, true});
  std::size_t different = 0;
  for (std::size_t y = 0; y < 42; ++y)
    for (std::size_t x = 0; x < 60; ++x)
      different += picture[y * 60 + x] != other[(y + 18) % 42 * 60 + (x + 24) % 60];
  EXPECT_LE(different, 8u);  // of 2520: centres on an outline, to a float's last digit
}

/// Grey noise with a white line through it.
Image noise_with_line() {
  Image art = make_image(16, 16);
  for (int y = 0; y < 16; ++y)
    for (int x = 0; x < 16; ++x) {
      const auto v =
          static_cast<float>(60 + 60 * random_uniform(2, 0, static_cast<std::uint64_t>(16 * y + x)));
      std::fill_n(art.at(y, x), 3, x == 6 ? 250.0f : v);
    }
  return art;
}

TEST(Regions, ArePartedByEdgesNotByGrain) {
  const std::vector<int> regions = regions_at(find_regions(noise_with_line(), {}), {16, 16}).own;
  std::vector<int> found = regions;
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  EXPECT_EQ(found.size(), 3u);  // left of the line, the line, right of it
  EXPECT_NE(regions[8 * 16 + 5], regions[8 * 16 + 6]);
  EXPECT_NE(regions[8 * 16 + 6], regions[8 * 16 + 7]);
}

TEST(Regions, AnEdgeBesideGrainMayBeWornAndNoOther) {
  Image art = noise_with_line();
  for (int y = 0; y < 16; ++y) std::fill_n(art.at(y, 7), 9 * 3, 30.0f);  // flat to the right of the line
  const LabelsWithin labels = regions_at(find_regions(art, {}), {160, 160});
  const auto worn = [&](int x) {
    const std::size_t i = 80 * 160 + static_cast<std::size_t>(x);
    return labels.own[i] != labels.beside[i];
  };
  for (const int x : {58, 59, 60, 61}) EXPECT_TRUE(worn(x)) << x;
  for (const int x : {55, 64, 66, 69, 70, 72}) EXPECT_FALSE(worn(x)) << x;
}

/// A round face with a rim and a mouth, on grey.
UpscaleRequest face() {
  UpscaleRequest icon;
  icon.source = make_image(10, 10, 3, 200);
  const float colours[3][3] = {{20, 15, 20}, {230, 180, 140}, {190, 50, 50}};
  for (int y = 0; y < 10; ++y)
    for (int x = 0; x < 10; ++x) {
      const double radius = std::hypot(x - 4.5, y - 4.5);
      if (radius < 4.6)
        std::copy_n(colours[radius > 3.6 ? 0 : y > 5 && radius < 2 ? 2 : 1], 3, icon.source.at(y, x));
    }
  icon.options.scale = 8;
  icon.options.paint.run.threads = 2;
  return icon;
}

TEST(Upscale, FlatArtHasTheArtsColoursAndNoOthers) {
  const Image art = face().source, result = upscale(face()).image;
  float farthest = 0;
  for (std::size_t i = 0; i < result.pixels.size(); i += 3) {
    float nearest = 255;
    for (std::size_t k = 0; k < art.pixels.size(); k += 3) {
      float apart = 0;
      for (std::size_t c = 0; c < 3; ++c)
        apart = std::max(apart, std::abs(result.pixels[i + c] - art.pixels[k + c]));
      nearest = std::min(nearest, apart);
    }
    farthest = std::max(farthest, nearest);
  }
  EXPECT_LE(farthest, 1);
}

TEST(Upscale, ForeseesTheMemoryOfOutlines) {
  UpscaleRequest flat, noise;
  flat.source = noise.source = make_image(64, 64, 3, 128);
  for (std::size_t i = 0; i < noise.source.pixels.size(); ++i)
    noise.source.pixels[i] = random_uniform(1, 0, i) < 0.5 ? 0.0f : 255.0f;
  // Half of the pixels differ from each neighbour at least, and each border has a point on either side.
  EXPECT_GE(estimate_upscale(noise).bytes, estimate_upscale(flat).bytes + 64 * 64 * 2 * sizeof(OutlinePoint));
}

TEST(Upscale, OtherMapsOfTheArtHaveTheSameOutlines) {
  const PaintResult result = upscale(face());
  const Image rebuilt = apply_source_map(result.sources, {face().source});
  std::size_t different = 0;
  for (std::size_t i = 0; i < rebuilt.pixels.size(); ++i)
    different += std::abs(rebuilt.pixels[i] - result.image.pixels[i]) > 1;
  EXPECT_LT(different, rebuilt.pixels.size() / 200);
}

}  // namespace
}  // namespace doodle
