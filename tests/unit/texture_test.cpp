#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/random.h"
#include "doodle/error.h"
#include "doodle/synthesis.h"
#include "image/torus.h"
#include "image/turn.h"

namespace doodle {
namespace {

/// Noise around a colour: every patch of it is unlike every other.
Image noise(int width, int height, float red = 128, std::uint64_t stream = 1) {
  Image image = make_image(width, height);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = (i % 3 == 0 ? red : 128) + 80 * (random_uniform(9, stream, i) - 0.5f);
  return image;
}

/// One phase of pixels from `start`.
PaintRequest pixels_from(const Image& start, const Image& style) {
  PaintRequest request;
  request.styles = {{style, {}}};
  request.seed = start;
  request.options.seed.kind = "image";
  request.options.output_size = start.size();
  request.options.pyramid.phases = 1;
  request.options.refine.votes = 0;
  request.options.refine.iterations = 0;
  request.options.finish.iterations = 20;
  request.options.finish.balance = 0;
  return request;
}

double difference(const Image& a, const Image& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) sum += std::abs(a.pixels[i] - b.pixels[i]);
  return sum / static_cast<double>(a.pixels.size());
}

/// Mean difference of neighbours in a row.
double contrast(const Image& image) {
  const Size size{image.width - 1, image.height};
  return difference(cropped(image, 0, 0, size), cropped(image, 1, 0, size));
}

TEST(Texture, SmallerThanItsExampleIsAsSharp) {
  const Image style = noise(200, 200);
  PaintRequest request;
  request.styles = {{style, {}}};
  request.options.output_size = Size{48, 48};
  EXPECT_GT(contrast(paint(request).image), 0.75 * contrast(style));
}

TEST(Texture, TakesPatchesInTurnedForms) {
  const Image style = noise(34, 28);
  for (const int turn : {1, 3, 6}) {
    PaintRequest request = pixels_from(turned(style, Turn::of(turn)), style);
    const Image& wanted = *request.seed;
    EXPECT_GT(difference(paint(request).image, wanted), 10) << turn;
    if (turn == 6)
      request.options.samples.mirror.y = true;
    else
      request.options.samples.rotate = 90;
    const PaintResult result = paint(request);
    EXPECT_LT(difference(result.image, wanted), 3) << turn;
    EXPECT_EQ(source_turn(result.sources.values[3 * 200 + 2]), turn);
    ASSERT_EQ(result.sources.styles.size(), 1u);
    EXPECT_LT(difference(apply_source_map(result.sources, {style}), wanted), 3) << turn;
  }
}

TEST(Texture, RefusesOtherTurns) {
  PaintRequest request = pixels_from(noise(20, 20), noise(20, 20));
  request.options.samples.rotate = 45;
  EXPECT_THROW(paint(request), UsageError);
}

TEST(Texture, StylesThatAreTilesGoOnOverTheirSides) {
  const Image style = noise(24, 20);
  PaintRequest request = pixels_from(cropped(continued(style, 24, 20), 12, 10, {24, 20}), style);
  EXPECT_GT(difference(paint(request).image, *request.seed), 1);
  request.options.samples.wrap = true;
  const PaintResult result = paint(request);
  EXPECT_LT(difference(result.image, *request.seed), 0.5);
  EXPECT_LT(difference(apply_source_map(result.sources, {style}), *request.seed), 0.5);
}

/// Red and blue blots of different sizes, in the shares 3 to 1.
PaintRequest of_two() {
  PaintRequest request;
  const auto blots = [](const Image& coarse) {
    return resize(coarse, {coarse.width * 5, coarse.height * 5}, Filter::bicubic);
  };
  request.styles = {{blots(noise(8, 8, 200)), {}}, {blots(noise(10, 13, 60, 2)), {}}};
  request.styles[0].weight = 3;
  request.styles[1].weight = 1;
  request.options.output_size = {96, 80};
  request.options.network.model = "random";
  request.options.network.units = 0.25;
  return request;
}

TEST(Texture, WeightsAreSharesOfTheResult) {
  const PaintResult result = paint(of_two());
  double red = 0;
  for (std::size_t i = 0; i < result.image.pixels.size(); i += 3) red += result.image.pixels[i] > 130;
  const double share = red * 3 / static_cast<double>(result.image.pixels.size());
  EXPECT_NEAR(share, 0.75, 0.1);  // a third by area
  ASSERT_EQ(result.uses.size(), 2u);
  EXPECT_NEAR(result.uses[0].share, share, 0.1);
  EXPECT_NEAR(result.uses[0].share + result.uses[1].share, 1, 1e-9);
}

TEST(Texture, PhotosWithoutWeightsShareItByArea) {
  PaintRequest request = of_two();
  for (Style& style : request.styles) style.weight = 0;
  const Size first = request.styles[0].image.size(), second = request.styles[1].image.size();
  const double red = first.width * first.height, other = second.width * second.height;
  EXPECT_NEAR(paint(request).uses[0].share, red / (red + other), 0.1);
  Image& image = request.styles[1].image;  // half of it may not be used
  image.alpha.assign(image.pixels.size() / 3, 0.0f);
  std::fill(image.alpha.end() - static_cast<std::ptrdiff_t>(image.alpha.size() / 2), image.alpha.end(), 1.0f);
  EXPECT_NEAR(paint(request).uses[0].share, red / (red + other / 2), 0.1);
}

TEST(Texture, WeightsNeedWhatBringsThemAbout) {
  PaintRequest request = of_two();
  request.options.finish.balance = 0;
  EXPECT_THROW(paint(request), UsageError);
  request = of_two();
  request.styles[0].weight = -1;
  EXPECT_THROW(paint(request), UsageError);
}

/// Of the style's pixels, those that lie under a patch that was used.
double covered(const PaintResult& result) {
  const Size size = result.sources.styles.front();
  std::set<int> pixels;
  for (std::size_t i = 0; i < result.sources.values.size(); i += 3)
    for (int dy = -2; dy <= 2; ++dy)
      for (int dx = -2; dx <= 2; ++dx)
        pixels.insert((static_cast<int>(result.sources.values[i + 1]) + dy) * size.width +
                      static_cast<int>(result.sources.values[i]) + dx);
  return static_cast<double>(pixels.size()) / (size.width * size.height);
}

TEST(Texture, CoverageMakesMoreOfTheStyleAppear) {
  PaintRequest request = of_two();
  request.styles = {{noise(64, 64), {}}};
  request.options.output_size = {64, 64};
  request.options.finish.balance = 0.1;  // by default almost all of the style appears
  const PaintResult usual = paint(request);
  request.options.finish.coverage = 0.98;
  const PaintResult covering = paint(request);
  EXPECT_GT(covered(covering), covered(usual) + 0.02);
  EXPECT_GT(covered(covering), 0.97);
  EXPECT_NEAR(covering.uses.front().coverage, covered(covering), 0.01);
}

}  // namespace
}  // namespace doodle
