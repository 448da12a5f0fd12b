#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "doodle/error.h"
#include "doodle/synthesis.h"

namespace doodle {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr float kRed[3]{255, 0, 0}, kBlue[3]{0, 0, 255};

/// Two labels: red on the left, blue on the right (or the reverse).
Image halves_map(int width, int height, bool swapped = false) {
  Image map = make_image(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) std::copy_n((x < width / 2) != swapped ? kRed : kBlue, 3, map.at(y, x));
  return map;
}

/// A style whose red half is bright vertical stripes and whose blue half is dark horizontal ones.
Image striped_style(int width, int height) {
  Image image = make_image(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const float v = x < width / 2 ? (x % 4 < 2 ? 250.0f : 180.0f) : (y % 4 < 2 ? 60.0f : 10.0f);
      for (int c = 0; c < 3; ++c) image.at(y, x)[c] = v;
    }
  return image;
}

PaintRequest request(int width, int height) {
  PaintRequest request;
  request.styles = {{striped_style(64, 48), halves_map(64, 48)}};
  request.target_map = halves_map(width, height, true);
  request.options.network.units = 0.25;
  request.options.refine.iterations = 3;
  request.options.finish.iterations = 4;
  request.options.run.threads = 2;
  return request;
}

double mean(const Image& image, int left, int right) {
  double sum = 0;
  for (int y = 0; y < image.height; ++y)
    for (int x = left; x < right; ++x) sum += image.at(y, x)[0];
  return sum / (image.height * (right - left));
}

TEST(Paint, PutsEachLabelsStyleWhereTheMapSays) {
  const PaintResult result = paint(request(80, 60));
  ASSERT_EQ(result.image.size(), (Size{80, 60}));
  EXPECT_LT(mean(result.image, 0, 36), 70);
  EXPECT_GT(mean(result.image, 44, 80), 180);
  EXPECT_FALSE(result.cancelled);
}

TEST(Paint, TheSameBytesWithAnyNumberOfThreads) {
  std::set<std::vector<float>> images;
  for (int threads : {1, 2, 3}) {
    PaintRequest r = request(50, 41);
    r.options.run.threads = threads;
    images.insert(paint(r).image.pixels);
  }
  EXPECT_EQ(images.size(), 1u);
}

TEST(Paint, TheRandomSeedDecidesThePicture) {
  PaintRequest a = request(40, 40), b = a;
  b.options.seed.random_seed = 1;
  EXPECT_EQ(paint(a).image.pixels, paint(a).image.pixels);
  EXPECT_NE(paint(a).image.pixels, paint(b).image.pixels);
}

TEST(Paint, EveryPartCanBeSwitchedOff) {
  for (bool finish : {false, true})
    for (bool network : {false, true}) {
      PaintRequest r = request(48, 40);
      r.options.finish.enabled = finish;
      if (!network) r.options.refine.votes = r.options.refine.iterations = 0;
      const PaintResult result = paint(r);
      EXPECT_TRUE(std::all_of(result.image.pixels.begin(), result.image.pixels.end(),
                              [](float v) { return v >= 0 && v <= 255; }));
      EXPECT_EQ(result.phases.front().evaluations, network ? 3 : 0);
    }
}

class PaintSizes : public testing::TestWithParam<Size> {};

TEST_P(PaintSizes, AnySizeIsHonoured) {
  PaintRequest r = request(64, 48);
  r.options.output_size = GetParam();
  r.options.pyramid.phases = 4;
  const PaintResult result = paint(r);
  EXPECT_EQ(result.image.size(), GetParam());
  EXPECT_EQ(result.image.pixels.size(), static_cast<std::size_t>(GetParam().width * GetParam().height * 3));
}
INSTANTIATE_TEST_SUITE_P(Sizes, PaintSizes,
                         testing::Values(Size{1, 1}, Size{2, 9}, Size{5, 5}, Size{16, 16}, Size{17, 40},
                                         Size{63, 61}));

TEST(Paint, SmallPicturesDropPhasesWithANotice) {
  PaintRequest r = request(16, 16);
  r.options.pyramid.phases = 4;
  const PaintResult result = paint(r);
  EXPECT_LT(result.phases.size(), 4u);
  EXPECT_THAT(result.notices, Contains(HasSubstr("too small for 4 phases")));
}

TEST(Paint, SeveralStylesAllContribute) {
  PaintRequest r = request(64, 48);
  Image white = make_image(40, 48, 3, 255), map = make_image(40, 48);
  for (int y = 0; y < 48; ++y)
    for (int x = 0; x < 40; ++x) std::copy_n(kRed, 3, map.at(y, x));
  r.styles = {{striped_style(64, 48), halves_map(64, 48)}, {white, map}};
  r.options.finish.balance = 20;
  r.options.network.model =
      "random";  // a trained network sees little of what a plain white has in common with stripes
  const Image image = paint(r).image;
  int pure_white = 0;
  for (int y = 0; y < 48; ++y)
    for (int x = 36; x < 64; ++x) pure_white += image.at(y, x)[0] > 253;
  EXPECT_GT(pure_white, 48 * 28 / 10);
}

/// A content of dark and light stripes, and no maps.
PaintRequest with_content(int stripe) {
  PaintRequest r = request(64, 48);
  r.target_map.reset();
  r.styles.front().map.reset();
  r.content = make_image(64, 48);
  for (int y = 0; y < 48; ++y)
    for (int x = 0; x < 64; ++x) std::fill_n(r.content->at(y, x), 3, x / stripe % 2 == 0 ? 40.0f : 90.0f);
  return r;
}

TEST(Paint, ContentIsPaintedByItsTones) {
  const PaintRequest r = with_content(32);
  const Image image = paint(r).image;
  EXPECT_LT(mean(image, 0, 28) + 60, mean(image, 36, 64));
}

TEST(Paint, ContentIsKeptTheMoreItWeighs) {
  PaintRequest r = with_content(6);
  const auto lightness_of_stripes = [&](double weight) {
    r.options.refine.content_weight = weight;
    const Image image = paint(r).image;
    double sum = 0;
    for (int x = 0; x < 60; ++x) sum += (x % 12 < 6 ? -1 : 1) * mean(image, x, x + 1) / 30;
    return sum;
  };
  EXPECT_GT(lightness_of_stripes(100), lightness_of_stripes(0) + 30);
}

TEST(Paint, ProgressRisesAndCancelsWithThePictureSoFar) {
  double last = 0;
  int calls = 0;
  const PaintResult result = paint(request(64, 48), [&](const Progress& progress) {
    EXPECT_GE(progress.fraction, last);
    EXPECT_LE(progress.fraction, 1 + 1e-9);
    EXPECT_FALSE(progress.image().empty());
    last = progress.fraction;
    return ++calls < 5;
  });
  EXPECT_EQ(calls, 5);
  EXPECT_TRUE(result.cancelled);
  EXPECT_EQ(result.image.size(), (Size{64, 48}));
}

TEST(Paint, CarriesItsParameters) {
  const auto parameters = paint(request(20, 24)).parameters;
  EXPECT_EQ(parameters.at("output-size"), "20x24");
  EXPECT_EQ(parameters.at("version"), version());
  EXPECT_EQ(parameters.at("semantic-mode"), "labels");
}

template <class E>
std::string complaint(const PaintRequest& request) {
  try {
    paint(request);
  } catch (const E& error) {
    return error.what();
  }
  return "";
}

TEST(Paint, ChecksOptionsThenTheModelThenInputs) {
  PaintRequest r = request(20, 20);
  r.styles.front().image.pixels[5] = std::nanf("");
  EXPECT_THAT(complaint<BadInput>(r), HasSubstr("style image 1 contains NaN"));
  r.options.network.model = "no such file.safetensors";
  EXPECT_THAT(complaint<ModelMissing>(r), HasSubstr("no such file.safetensors"));
  r.options.match.variety = 2;
  EXPECT_THAT(complaint<UsageError>(r), HasSubstr("variety is 2"));
}

TEST(Paint, RefusesRequestsThatContradictThemselves) {
  PaintRequest none = request(20, 20);
  none.styles.clear();
  EXPECT_THAT(complaint<UsageError>(none), HasSubstr("no style"));
  PaintRequest unmapped = request(20, 20);
  unmapped.styles.front().map.reset();
  EXPECT_THAT(complaint<UsageError>(unmapped), HasSubstr("style 1 has no map"));
  PaintRequest untargeted = request(20, 20);
  untargeted.target_map.reset();
  EXPECT_THAT(complaint<UsageError>(untargeted), HasSubstr("without a target map"));
  PaintRequest seedless = request(20, 20);
  seedless.options.seed.kind = "content";
  EXPECT_THAT(complaint<UsageError>(seedless), HasSubstr("needs --content"));
  PaintRequest layer = request(20, 20);
  layer.options.match.layers = {"9_9"};
  EXPECT_THAT(complaint<UsageError>(layer), HasSubstr("9_9"));
}

/// The mean step across the sides over that between neighbouring columns: 1 for a picture without a seam.
double seam(const Image& image) {
  const auto step = [&](int left, int right) {
    double sum = 0;
    for (int y = 0; y < image.height; ++y)
      for (int c = 0; c < 3; ++c) sum += std::abs(image.at(y, left)[c] - image.at(y, right)[c]);
    return sum;
  };
  double inside = 0;
  for (int x = 0; x + 1 < image.width; ++x) inside += step(x, x + 1);
  return step(image.width - 1, 0) / (inside / (image.width - 1));
}

/// Smooth blobs: a step between neighbours is small, one across an arbitrary cut is not.
Image blobs(int side) {
  Image image = make_image(side, side);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      const double v = std::sin(0.31 * x + 0.2 * std::sin(0.4 * y)) * std::cos(0.27 * y + 0.1);
      for (int c = 0; c < 3; ++c) image.at(y, x)[c] = static_cast<float>(127 + 120 * v * (1 - 0.2 * c));
    }
  return image;
}

TEST(Paint, ATiledTextureHasNoSeam) {
  PaintRequest request;
  request.styles = {{blobs(90), {}}};
  request.options.output_size = {60, 52};
  request.options.run.threads = 2;
  EXPECT_GT(seam(paint(request).image), 2.0);
  request.options.tile = {true, false};
  const PaintResult tiled = paint(request);
  EXPECT_LT(seam(tiled.image), 1.4);
  EXPECT_EQ(tiled.image.size(), (Size{60, 52}));
  EXPECT_EQ(tiled.parameters.at("tile"), "x");
}

TEST(Paint, TilesOfAnySizeAreMade) {
  PaintRequest request;
  request.styles = {{blobs(40), {}}};
  request.options.tile = {true, true};
  request.options.run.threads = 1;
  for (const Size size : {Size{1, 1}, Size{3, 50}, Size{16, 16}, Size{45, 37}}) {
    request.options.output_size = size;
    EXPECT_EQ(paint(request).image.size(), size);
  }
}

}  // namespace
}  // namespace doodle
