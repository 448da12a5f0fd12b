#include "doodle/source_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/random.h"
#include "doodle/error.h"
#include "doodle/upscale.h"

namespace doodle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

/// 2x1 pixels: (2, 1) of the first style, (0, 3) of the second.
SourceMap two_pixels() {
  return {2, 1, {{4, 2}, {2, 4}}, {2, 1, 0, 0, 3, 1}};
}

Image ramp(int width, int height, float step, SampleType type = SampleType::u16) {
  Image image = make_image(width, height, 1);
  image.type = type;
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = step * static_cast<float>(i);
  return image;
}

TEST(SourceMap, ValuesAreGatheredAndKeepTheirType) {
  const Image result = apply_source_map(two_pixels(), {ramp(4, 2, 1.5f), ramp(2, 4, 10)});
  EXPECT_THAT(result.pixels, ElementsAre(1.5f * 6, 60));
  EXPECT_EQ(result.type, SampleType::u16);
  EXPECT_TRUE(result.alpha.empty());
}

TEST(SourceMap, MapsMayHaveAnotherSizeThanTheStyle) {
  // Twice as large: the pixel (2, 1) covers columns 4 and 5, rows 2 and 3; its centre is nearest to one of
  // these.
  const Image result = apply_source_map(two_pixels(), {ramp(8, 4, 1), ramp(1, 1, 0)});
  EXPECT_THAT(result.pixels[0], testing::AnyOf(20, 21, 28, 29));
  EXPECT_EQ(result.pixels[1], 0);
}

TEST(SourceMap, WhatIsUnknownIsClear) {
  SourceMap map = two_pixels();
  map.values[3] = map.values[4] = map.values[5] = -1;
  const Image result = apply_source_map(map, {ramp(4, 2, 1), ramp(2, 4, 1)});
  EXPECT_THAT(result.alpha, ElementsAre(1, 0));
}

TEST(SourceMap, NormalsHaveLengthOne) {
  Image normals = make_image(4, 2);
  for (std::size_t i = 0; i < 8; ++i) {
    normals.pixels[3 * i] = 200;
    normals.pixels[3 * i + 1] = 127.5f;
    normals.pixels[3 * i + 2] = 160;
  }
  SourceMap map{1, 1, {{4, 2}}, {0, 0, 0}};
  const Image result = apply_source_map(map, {normals}, {NormalMaps::gl});
  double length = 0;
  for (const float v : result.pixels) length += (v / 127.5 - 1) * (v / 127.5 - 1);
  EXPECT_NEAR(length, 1, 1e-5);
  EXPECT_NEAR((result.pixels[0] - 127.5) / (result.pixels[2] - 127.5), (200 - 127.5) / (160 - 127.5), 1e-4);
  EXPECT_THROW(apply_source_map(map, {ramp(4, 2, 1)}, {NormalMaps::dx}), BadInput);
}

TEST(SourceMap, NormalsHaveTheNamesOfTheirConventions) {
  EXPECT_EQ(parse_normal_maps(""), NormalMaps::none);
  EXPECT_EQ(parse_normal_maps("gl"), NormalMaps::gl);
  EXPECT_EQ(parse_normal_maps("dx"), NormalMaps::dx);
  EXPECT_THROW(parse_normal_maps("vulkan"), UsageError);
}

/// One pixel of the colour that stands for a vector, gathered by a patch that was turned.
std::vector<float> turned_normal(std::vector<float> vector, int turn, NormalMaps normals) {
  Image map = make_image(1, 1);
  for (std::size_t c = 0; c < 3; ++c) map.pixels[c] = 127.5f + 127.5f * vector[c];
  const Image result = apply_source_map({1, 1, {{1, 1}}, {0, 0, source_style(0, turn)}}, {map}, {normals});
  for (std::size_t c = 0; c < 3; ++c) vector[c] = std::round((result.pixels[c] / 127.5f - 1) * 1000) / 1000;
  return vector;
}

TEST(SourceMap, NormalsTurnWithTheirPatches) {
  constexpr NormalMaps gl = NormalMaps::gl, dx = NormalMaps::dx;
  // OpenGL: green 1 points up; a quarter turn clockwise makes it point to the right, another one down.
  EXPECT_THAT(turned_normal({0, 1, 0}, 0, gl), ElementsAre(0, 1, 0));
  EXPECT_THAT(turned_normal({0, 1, 0}, 1, gl), ElementsAre(1, 0, 0));
  EXPECT_THAT(turned_normal({0, 1, 0}, 2, gl), ElementsAre(0, -1, 0));
  EXPECT_THAT(turned_normal({0.6f, 0, 0.8f}, 1, gl), ElementsAre(0, -0.6f, 0.8f));  // right, then down
  // DirectX: green 1 points down; a quarter turn clockwise makes it point to the left.
  EXPECT_THAT(turned_normal({0, 1, 0}, 1, dx), ElementsAre(-1, 0, 0));
  EXPECT_THAT(turned_normal({0.6f, 0, 0.8f}, 1, dx), ElementsAre(0, 0.6f, 0.8f));
  // Mirrored left to right, and then turned.
  EXPECT_THAT(turned_normal({0.6f, 0, 0.8f}, 4, gl), ElementsAre(-0.6f, 0, 0.8f));
  EXPECT_THAT(turned_normal({0.6f, 0, 0.8f}, 5, gl), ElementsAre(0, 0.6f, 0.8f));
}

TEST(SourceMap, SaysWhichMapsAreMissing) {
  try {
    apply_source_map(two_pixels(), {ramp(4, 2, 1)});
    FAIL();
  } catch (const BadInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("2 styles but 1 maps"));
  }
  EXPECT_THROW(apply_source_map(two_pixels(), {ramp(4, 2, 1), make_image(2, 4)}), BadInput);
}

TEST(SourceMap, IsRefusedWhereItsValuesCannotBe) {
  const auto refused = [](const SourceMap& map, const char* reason) {
    const std::vector<Image> maps{ramp(4, 2, 1), ramp(2, 4, 1)};
    EXPECT_THAT([&] { apply_source_map(map, maps); }, ThrowsMessage<BadInput>(HasSubstr(reason)));
    EXPECT_THAT([&] { save_source_map("never_written.exr", map); },
                ThrowsMessage<BadInput>(HasSubstr(reason)));
  };
  SourceMap map = two_pixels();
  map.values.resize(9);
  refused(map, "the source map has 9 values where 2x1 pixels need 6");
  map = two_pixels();
  map.width = 0;
  refused(map, "is of 0x1 pixels");
  for (const float style : {2.0f, -2.0f, NAN}) {
    map = two_pixels();
    map.values[5] = style;
    refused(map, "names a style that it has no size of");
  }
  map = two_pixels();
  map.values[1] = INFINITY;
  refused(map, "a place that is not a number");
  map = two_pixels();
  map.styles[1] = {};
  refused(map, "has a style of 0x0 pixels");
}

#ifdef DOODLE_IMAGE_IO
TEST(SourceMap, ComesBackFromItsFile) {
  const std::string path = (std::filesystem::temp_directory_path() / "doodle_source_map_test.exr").string();
  SourceMap map = two_pixels();
  map.values[0] = 1234.25f;
  map.values[2] = source_style(0, 5);
  map.styles[0] = {4000, 3000};
  save_source_map(path, map);
  const SourceMap back = load_source_map(path);
  EXPECT_EQ(back.styles, map.styles);
  ASSERT_EQ(back.values.size(), map.values.size());
  for (std::size_t i = 0; i < map.values.size(); ++i) EXPECT_NEAR(back.values[i], map.values[i], 1e-3);
  EXPECT_EQ(source_turn(back.values[2]), 5);
  Image other = make_image(2, 1);
  other.type = SampleType::f32;
  save_image(path, other);
  EXPECT_THROW(load_source_map(path), BadInput);
  std::filesystem::remove(path);
  EXPECT_THROW(save_source_map("map.png", map), UsageError);
}
#endif

/// Colours that say where they are: red is x, green is y.
Image coordinates(int width, int height) {
  Image image = make_image(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      image.at(y, x)[0] = static_cast<float>(x * 4);
      image.at(y, x)[1] = static_cast<float>(y * 4);
      image.at(y, x)[2] =
          static_cast<float>(random_below(random_word(1, 2, static_cast<std::uint64_t>(y * width + x)), 64));
    }
  return image;
}

TEST(SourceMap, OfAPaintingNamesThePixelsThatItIsMadeOf) {
  PaintRequest request;
  request.styles = {{coordinates(60, 50), {}}};
  request.options.output_size = {48, 40};
  request.options.run.threads = 2;
  const PaintResult result = paint(request);
  ASSERT_EQ(result.sources.values.size(), result.image.pixels.size());
  EXPECT_THAT(result.sources.styles, ElementsAre(Size{60, 50}));
  const auto difference = [&](const SourceMap& map) {
    const Image rebuilt = apply_source_map(map, {coordinates(60, 50)});
    double sum = 0;
    for (std::size_t i = 0; i < rebuilt.pixels.size(); i += 3)
      sum += std::abs(rebuilt.pixels[i] - result.image.pixels[i]) +
             std::abs(rebuilt.pixels[i + 1] - result.image.pixels[i + 1]);
    return sum;
  };
  SourceMap elsewhere = result.sources;  // the same places, in rows from the bottom
  const auto row = static_cast<std::size_t>(elsewhere.width) * 3;
  for (std::size_t y = 0; y < 40; ++y)
    std::copy_n(result.sources.values.begin() + static_cast<std::ptrdiff_t>((39 - y) * row), row,
                elsewhere.values.begin() + static_cast<std::ptrdiff_t>(y * row));
  // Votes mix in the colours of neighbours.
  EXPECT_LT(difference(result.sources), 0.4 * difference(elsewhere));
}

TEST(SourceMap, OfAnEnlargedTileLeadsBackToTheTile) {
  UpscaleRequest request;
  request.source = coordinates(16, 16);
  request.options.scale = 4;
  request.options.paint.tile = {true, true};
  const PaintResult result = upscale(request);
  EXPECT_THAT(result.sources.styles, ElementsAre(Size{16, 16}));
  for (std::size_t i = 0; i < result.sources.values.size(); i += 3) {
    ASSERT_GE(result.sources.values[i], -2.0f);
    ASSERT_LE(result.sources.values[i], 17.0f);
    ASSERT_EQ(result.sources.values[i + 2], 0);
  }
  request.photos = {coordinates(60, 50)};
  const PaintResult by_photo = upscale(request);
  EXPECT_THAT(by_photo.sources.styles, ElementsAre(Size{60, 50}));
}

}  // namespace
}  // namespace doodle
