// What must hold of any map, on maps made from random numbers and on the corners of what is allowed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "doodle/error.h"
#include "doodle/maps.h"
#include "image/semantic_map.h"

namespace doodle {
namespace {

using testing::HasSubstr;

using Rgb = std::array<float, 3>;
constexpr Rgb kColours[] = {{0, 0, 0}, {255, 255, 255}, {255, 0, 0}, {0, 0, 255}, {90, 90, 90}};

/// Blocks of 5x5 pixels in random colours of kColours, renamed by `order`.
Image blocks(std::uint64_t seed, int width, int height, const std::array<std::size_t, 5>& order) {
  Image map = make_image(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const auto block = static_cast<std::uint64_t>(y / 5 * 1000 + x / 5);
      const Rgb& colour = kColours[order[random_below(random_word(seed, 0, block), 5)]];
      std::copy(colour.begin(), colour.end(), map.at(y, x));
    }
  return map;
}

void expect_weights(const SemanticMap& map) {
  const auto channels = static_cast<std::size_t>(map.channels);
  for (std::size_t p = 0; p < map.values.size(); p += channels) {
    double sum = 0;
    for (std::size_t c = 0; c < channels; ++c) {
      ASSERT_GE(map.values[p + c], 0.0f);
      ASSERT_LE(map.values[p + c], 1.0f + 1e-6f);
      sum += map.values[p + c];
    }
    ASSERT_NEAR(sum, 1, 1e-5);
  }
}

TEST(MapProperties, PermutedColoursGiveTheSameChannels) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const std::array<std::size_t, 5> order{0, 1, 2, 3, 4}, permuted{3, 0, 4, 1, 2};
    const SemanticMaps a = read_maps({blocks(seed, 60, 50, order)}, blocks(seed + 100, 45, 60, order));
    const SemanticMaps b = read_maps({blocks(seed, 60, 50, permuted)}, blocks(seed + 100, 45, 60, permuted));
    ASSERT_EQ(a.labels.size(), 5u);
    ASSERT_EQ(b.labels.size(), 5u);
    for (const auto& [x, y] : {std::pair{&a.styles[0], &b.styles[0]}, std::pair{&a.target, &b.target}})
      for (std::size_t i = 0; i < x->values.size(); ++i) {
        std::size_t renamed = 5;  // the label of b with the colour that takes the place of a's
        for (std::size_t k = 0; k < 5; ++k)
          if (a.labels[i % 5].colour == kColours[k])
            for (std::size_t l = 0; l < 5; ++l)
              if (b.labels[l].colour == kColours[permuted[k]]) renamed = l;
        ASSERT_LT(renamed, 5u);
        ASSERT_EQ(x->values[i], y->values[i - i % 5 + renamed]);
      }
  }
}

TEST(MapProperties, AnyPixelsGiveWeights) {
  MapOptions options;
  options.mode = MapMode::labels;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Image map =
        make_image(1 + static_cast<int>(seed) % 11, 1 + static_cast<int>(seed) % 7, seed % 2 == 0 ? 3 : 1);
    for (std::size_t i = 0; i < map.pixels.size(); ++i) map.pixels[i] = 255 * random_uniform(seed, 1, i);
    for (int i = 0; i < map.width * map.height; ++i)
      map.alpha.push_back(std::floor(2 * random_uniform(seed, 2, static_cast<std::uint64_t>(i))));
    const SemanticMaps maps = read_maps({map}, blocks(seed, 13, 9, {0, 1, 2, 3, 4}), options);
    ASSERT_FALSE(maps.labels.empty());
    expect_weights(maps.styles[0]);
    expect_weights(maps.target);
    for (auto [width, height] : {std::pair{1, 1}, {29, 3}, {4, 31}})
      expect_weights(resize_map(maps.target, width, height));
  }
}

TEST(MapProperties, ShrinkingKeepsEveryLabelsShare) {
  const Image image = blocks(3, 48, 36, {0, 1, 2, 3, 4});
  const SemanticMap map = read_maps({image}, image).target;
  for (auto [width, height] : {std::pair{7, 5}, {48, 1}, {13, 36}, {1, 1}}) {
    const SemanticMap small = resize_map(map, width, height);
    std::array<double, 5> before{}, after{};
    for (std::size_t i = 0; i < map.values.size(); ++i) before[i % 5] += map.values[i] / (48.0 * 36);
    for (std::size_t i = 0; i < small.values.size(); ++i)
      after[i % 5] += small.values[i] / (static_cast<double>(width) * height);
    for (std::size_t c = 0; c < 5; ++c) EXPECT_NEAR(before[c], after[c], 1e-5);
  }
}

TEST(MapProperties, EnlargingIsLinear) {
  const SemanticMap map{2, 1, 2, {1, 0, 0, 1}};
  EXPECT_THAT(
      resize_map(map, 4, 1).values,
      testing::Pointwise(testing::FloatNear(1e-6f), {1.0f, 0.0f, 0.75f, 0.25f, 0.25f, 0.75f, 0.0f, 1.0f}));
}

TEST(MapProperties, TiesGoToTheLowestLabel) {
  EXPECT_THAT(hard_labels({2, 1, 3, {0.2f, 0.4f, 0.4f, 0.5f, 0.0f, 0.5f}}), testing::ElementsAre(1, 0));
}

TEST(MapProperties, TheNearestOfTooManyLabelsAreMerged) {
  MapOptions options;
  options.max_labels = 4;  // black and 90 grey are nearest
  const Image image = blocks(1, 60, 50, {0, 1, 2, 3, 4});
  const SemanticMaps maps = read_maps({image}, image, options);
  EXPECT_EQ(maps.mode, MapMode::labels);
  EXPECT_EQ(maps.labels.size(), 4u);
  EXPECT_THAT(maps.notices, testing::Contains(HasSubstr("5 colours: merged into 4")));
  expect_weights(maps.target);
}

TEST(MapProperties, LargeAreasKeepTheirColour) {
  const Image image = make_image(600, 600, 3, 255);  // a sum in single precision would lose its last bits
  EXPECT_EQ(read_maps({image}, image).labels[0].colour, (Rgb{255, 255, 255}));
}

TEST(MapProperties, GreyBesideRgbIsExpanded) {
  MapOptions options;
  options.mode = MapMode::guide;
  const SemanticMaps maps = read_maps({make_image(3, 2, 1, 51)}, make_image(4, 2, 3, 255), options);
  EXPECT_EQ(maps.styles[0].channels, 6);
  EXPECT_NEAR(maps.styles[0].values[4], 0.2f, 1e-6f);
  EXPECT_NEAR(maps.styles[0].values[5], 0.8f, 1e-6f);
  options.mode = MapMode::colour;
  EXPECT_EQ(read_maps({make_image(3, 2, 1, 51)}, make_image(4, 2, 1), options).target.channels, 1);
}

TEST(MapProperties, ClearIsNeverASubstituteForAColour) {
  Image style = make_image(20, 10, 3, 255), target = make_image(20, 10, 3, 0);
  style.alpha.assign(200, 1.0f);
  std::fill_n(style.alpha.begin(), 100, 0.0f);
  const MapReport report = check_maps({style}, target);  // black, as clear pixels' colour is written
  for (const LabelUse& use : report.labels)
    EXPECT_EQ(use.substitute, use.label.name == "black" ? "white" : "") << use.label.name;
}

TEST(MapProperties, SixtyFourNamesBesideClearPixels) {
  MapOptions options;
  for (int i = 0; i < 64; ++i)
    options.names.push_back(
        {"label " + std::to_string(i), {i % 4 * 80.0f, i / 4 % 4 * 80.0f, i / 16 * 80.0f}});
  Image map = make_image(8, 8, 3, 80);
  map.alpha.assign(64, 1.0f);
  map.alpha[0] = 0;
  std::fill_n(map.at(3, 3), 3, 120.0f);  // between two labels, one of which is nowhere near
  const SemanticMaps maps = read_maps({map}, map, options);
  EXPECT_EQ(maps.target.channels, 65);
  expect_weights(maps.target);
  options.names.push_back({"one more", {1, 2, 3}});
  EXPECT_THROW(read_maps({map}, map, options), BadInput);
  options.names = {{"clear", {0, 0, 0}}};
  EXPECT_THROW(read_maps({map}, map, options), BadInput);
}

TEST(MapProperties, BrokenMapsAreRefused) {
  const Image sound = make_image(4, 4);
  Image nan = sound, shorter = sound;
  nan.pixels[5] = std::numeric_limits<float>::quiet_NaN();
  shorter.pixels.pop_back();
  EXPECT_THROW(read_maps({nan}, sound), BadInput);
  EXPECT_THROW(read_maps({sound}, shorter), BadInput);
  EXPECT_THROW(propose_map(nan, 4), BadInput);
  MapOptions options;
  options.max_labels = 65;
  EXPECT_THROW(read_maps({sound}, sound, options), UsageError);
}

}  // namespace
}  // namespace doodle
