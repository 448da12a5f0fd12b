#include "doodle/upscale.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "doodle/error.h"

namespace doodle {
namespace {

using testing::HasSubstr;

/// A tile of a few colours in rows, like bricks with mortar.
Image tile(int side) {
  Image image = make_image(side, side);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      const bool mortar = y % 4 == 3 || (x + (y / 4 % 2) * 4) % 8 == 0;
      const auto more = static_cast<float>((x * 5 + y * 3) % 4 * 9);
      const float brick[3] = {120 + more, 30, 25 + more}, line[3] = {180, 180 - more, 170};
      std::copy_n(mortar ? line : brick, 3, image.at(y, x));
    }
  return image;
}

/// Every pixel of another colour.
Image noise(int width, int height) {
  Image image = make_image(width, height);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = std::floor(static_cast<float>(256 * random_uniform(2, 0, i)));
  return image;
}

Image photo(int width, int height) {
  Image image = make_image(width, height);
  for (std::size_t i = 0; i < image.pixels.size() / 3; ++i) {
    const auto v = static_cast<float>(60 + 130 * random_uniform(1, 0, i));
    for (std::size_t c = 0; c < 3; ++c) image.pixels[3 * i + c] = v - 10 * static_cast<float>(c);
  }
  return image;
}

UpscaleRequest request(const Image& source, bool with_photo = false) {
  UpscaleRequest request;
  request.source = source;
  if (with_photo) request.photos = {photo(70, 60)};
  request.options.scale = 4;
  request.options.paint.tile = {true, true};
  request.options.paint.run.threads = 2;
  request.options.paint.finish.iterations = 3;
  return request;
}

/// The mean difference, over pixels and channels, of the source and the result seen from as far as the
/// source.
double colour_error(const Image& result, const Image& source) {
  const Image seen = resize(result, source.size(), Filter::area);
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < source.pixels.size(); ++i) {
    if (!source.alpha.empty() && source.alpha[i / 3] <= 0) continue;
    sum += std::abs(seen.pixels[i] - source.pixels[i]);
    count += 1;
  }
  return sum / count;
}

double coverage(const std::vector<float>& alpha) {
  double sum = 0;
  for (const float a : alpha) sum += a;
  return sum / static_cast<double>(alpha.size());
}

TEST(Upscale, HoldsTheColourOfEveryPixelOfTheArt) {
  for (const bool with_photo : {false, true}) {
    const PaintResult result = upscale(request(tile(16), with_photo));
    EXPECT_EQ(result.image.size(), (Size{64, 64}));
    EXPECT_LT(colour_error(result.image, tile(16)), 1.0) << with_photo;
    EXPECT_EQ(result.parameters.at("source-size"), "16x16");
  }
  UpscaleRequest loose = request(tile(16), true);
  loose.options.keep_colour = 0;
  EXPECT_GT(colour_error(upscale(loose).image, tile(16)), 20.0);
}

TEST(Upscale, AddsDetailThatAPlainEnlargementHasNot) {
  for (const bool with_photo : {false, true}) {
    const Image result = upscale(request(tile(16), with_photo)).image;
    const Image smooth = resize(tile(16), result.size(), Filter::bicubic, {true, true});
    const auto steps = [](const Image& image) {
      double sum = 0;
      for (int y = 0; y < image.height; ++y)
        for (int x = 0; x + 1 < image.width; ++x) sum += std::abs(image.at(y, x)[0] - image.at(y, x + 1)[0]);
      return sum;
    };
    EXPECT_GT(steps(result), 1.2 * steps(smooth)) << with_photo;
  }
}

/// Grey on the left and white on the right, four pixels each.
Image two_halves() {
  Image art = make_image(8, 8, 3, 60);
  for (int y = 0; y < 8; ++y) std::fill_n(art.at(y, 4), 4 * 3, 200.0f);
  return art;
}

TEST(Upscale, AHardEdgeOfTheArtStaysHard) {
  for (const bool with_photo : {false, true}) {
    UpscaleRequest edge = request(two_halves(), with_photo);
    edge.options.scale = 8;
    edge.options.paint.tile = {};
    const Image result = upscale(edge).image;
    double left = 0,
           right = 0;  // two pixels from the edge; a bicubic enlargement has risen by a half between
    for (int y = 0; y < 64; ++y) left += *result.at(y, 29) / 64, right += *result.at(y, 34) / 64;
    EXPECT_GT(right - left, 0.8 * 140) << with_photo;
  }
}

TEST(Upscale, APhotosHuesVaryAsTheArts) {
  UpscaleRequest odd = request(two_halves(), true);
  for (std::size_t i = 0; i < 64; ++i) odd.source.pixels[3 * i + 2] -= 1;  // grey but for a trace
  Image& photo = odd.photos.front();
  for (std::size_t i = 0; i < photo.pixels.size(); i += 3)
    std::swap(photo.pixels[i], photo.pixels[i + 1 + i % 2]);
  for (std::size_t i = 0; i < photo.pixels.size() / 2; i += 3) photo.pixels[i] = 0;
  const Image result = upscale(odd).image;
  double most = 0;
  for (std::size_t i = 0; i < result.pixels.size(); i += 3)
    most = std::max<double>(most, std::abs(result.pixels[i] - result.pixels[i + 1]));
  EXPECT_LT(most, 8);
}

TEST(Upscale, MortarBesideBricksIsNotCyan) {
  const auto cyan = [](const Image& image) {
    float most = -255;
    for (std::size_t i = 0; i < image.pixels.size(); i += 3)
      most = std::max(most, (image.pixels[i + 1] + image.pixels[i + 2]) / 2 - image.pixels[i]);
    return most;
  };
  for (const bool with_photo : {false, true}) {
    UpscaleRequest bricks = request(tile(16), with_photo);
    bricks.options.scale = 8;
    EXPECT_LT(cyan(upscale(bricks).image), cyan(bricks.source) + 20) << with_photo;
  }
}

TEST(Upscale, AShadowIsNoOutline) {
  Image grass = make_image(8, 8, 3, 0);
  grass.alpha.assign(64, 0.4f);  // the lower half: black, to be seen through
  for (std::size_t i = 0; i < 32; ++i) {
    grass.pixels[3 * i + 1] = 120;
    grass.alpha[i] = 1;
  }
  UpscaleRequest shadowed = request(grass);
  shadowed.options.paint.tile = {true, false};
  const Image result = upscale(shadowed).image;
  for (std::size_t i = 0; i < result.alpha.size(); ++i) {
    const float green = result.pixels[3 * i + 1];
    ASSERT_TRUE(result.alpha[i] > 0.5f ? green > 110 : green < 10) << i;
  }
}

TEST(Upscale, ACutoutStaysOneWithItsCoverage) {
  Image leaves = tile(16);
  leaves.alpha.resize(256);
  for (std::size_t i = 0; i < 256; ++i) leaves.alpha[i] = (i % 16 / 3 + i / 48) % 2 == 0 ? 1.0f : 0.0f;
  for (std::size_t i = 0; i < 256; ++i)
    if (leaves.alpha[i] == 0)
      std::fill_n(&leaves.pixels[3 * i], 3, 0.0f);  // black where nothing is to be seen
  const Image result = upscale(request(leaves)).image;
  ASSERT_EQ(result.alpha.size(), 64u * 64u);
  EXPECT_TRUE(
      std::all_of(result.alpha.begin(), result.alpha.end(), [](float a) { return a == 0 || a == 1; }));
  EXPECT_NEAR(coverage(result.alpha), coverage(leaves.alpha), 0.01);
  EXPECT_LT(colour_error(result, leaves), 2.5);
  // No black comes in from what is clear: red is at least what it is anywhere in the tile, but for the held
  // range.
  for (std::size_t i = 0; i < result.pixels.size(); i += 3) ASSERT_GT(result.pixels[i], 90.0f);
}

TEST(Upscale, SoftAlphaStaysSoftAndKeepsItsOutline) {
  Image glass = tile(8);
  glass.alpha.assign(64, 0.25f);
  for (std::size_t i = 0; i < 32; ++i) glass.alpha[i] = 0.75f;
  const Image result = upscale(request(glass)).image;
  EXPECT_NEAR(result.alpha[32 * 4 + 3], 0.75f, 0.01f);
  EXPECT_NEAR(result.alpha[32 * 28 + 3], 0.25f, 0.01f);
  const auto solid =
      std::count_if(result.alpha.begin(), result.alpha.end(), [](float a) { return a > 0.5f; });
  EXPECT_NEAR(static_cast<double>(solid) / 1024, 0.5, 0.01);
}

TEST(Upscale, AClearTileStaysClear) {
  Image nothing = tile(8);
  nothing.alpha.assign(64, 0.0f);
  const Image result = upscale(request(nothing)).image;
  EXPECT_TRUE(std::all_of(result.alpha.begin(), result.alpha.end(), [](float a) { return a == 0; }));
}

TEST(Upscale, GreyStaysGreyWhateverThePhoto) {
  Image grey = make_image(16, 16);
  for (std::size_t i = 0; i < 256; ++i)
    std::fill_n(&grey.pixels[3 * i], 3, static_cast<float>(60 + i % 7 * 20));
  UpscaleRequest grey_request = request(grey, true);
  Image& red = grey_request.photos.front();
  for (std::size_t i = 0; i < red.pixels.size(); i += 3) red.pixels[i] = 255;
  const Image result = upscale(grey_request).image;
  for (std::size_t i = 0; i < result.pixels.size(); i += 3) {
    ASSERT_EQ(result.pixels[i], result.pixels[i + 1]);
    ASSERT_EQ(result.pixels[i], result.pixels[i + 2]);
  }
  Image one_channel = make_image(16, 16, 1);
  for (std::size_t i = 0; i < 256; ++i) one_channel.pixels[i] = grey.pixels[3 * i];
  EXPECT_EQ(upscale(request(one_channel)).image.pixels, upscale(request(grey)).image.pixels);
}

TEST(Upscale, ThePaletteIsTheArts) {
  UpscaleRequest snapped = request(tile(8));
  snapped.options.snap_palette = true;
  const Image source = tile(8), result = upscale(snapped).image;
  for (std::size_t i = 0; i < result.pixels.size(); i += 3) {
    bool found = false;
    for (std::size_t j = 0; j < source.pixels.size() && !found; j += 3)
      found = std::equal(&result.pixels[i], &result.pixels[i] + 3, &source.pixels[j]);
    ASSERT_TRUE(found);
  }
}

TEST(Upscale, AnyFactorAndAnySizeThatIsNotSmaller) {
  UpscaleRequest odd = request(tile(8));
  odd.options.paint.output_size = {21, 40};
  EXPECT_EQ(upscale(odd).image.size(), (Size{21, 40}));
  odd.options.paint.output_size = {8, 8};
  EXPECT_EQ(upscale(odd).image.size(), (Size{8, 8}));
  UpscaleRequest pixel = request(make_image(1, 1, 3, 77));
  EXPECT_NEAR(upscale(pixel).image.pixels[0], 77, 1);
}

TEST(Upscale, SaysWhatIsWrong) {
  UpscaleRequest smaller = request(tile(16));
  smaller.options.paint.output_size = {8, 64};
  try {
    upscale(smaller);
    FAIL();
  } catch (const BadInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("only enlarges"));
  }
  UpscaleRequest wild = request(tile(16));
  wild.options.scale = 65;
  EXPECT_THROW(upscale(wild), UsageError);
  wild.options.scale = 4;
  wild.options.keep_colour = 1.5;
  EXPECT_THROW(upscale(wild), UsageError);
  EXPECT_THROW(upscale(request(Image{})), BadInput);
  Image short_alpha = tile(16);
  short_alpha.alpha.assign(100, 1.0f);
  EXPECT_THAT([&] { upscale(request(short_alpha)); },
              testing::ThrowsMessage<BadInput>(HasSubstr("the pixel art has 100 alpha values")));
}

double mean_change(const Image& a, const Image& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) sum += std::abs(a.pixels[i] - b.pixels[i]);
  return sum / static_cast<double>(a.pixels.size());
}

/// Frames of an animation, enlarged one after another.
struct Film {
  Image next(const Image& frame) {
    UpscaleRequest asked = request(frame, with_photo);
    asked.animation = animation;
    return upscale(asked).image;
  }
  bool with_photo = true;
  std::shared_ptr<Animation> animation = std::make_shared<Animation>();
};

/// The tile with its right half lighter.
Image lighter(float right) {
  Image image = tile(16);
  for (int y = 0; y < 16; ++y)
    for (int x = 0; x < 16; ++x)
      for (int c = 0; c < 3; ++c) image.at(y, x)[c] += x < 8 ? 0 : right;
  return image;
}

/// Waves without hard edges, `more` levels lighter in every second column.
Image water(float more) {
  Image image = make_image(16, 16);
  for (int y = 0; y < 16; ++y)
    for (int x = 0; x < 16; ++x)
      for (int c = 0; c < 3; ++c)
        image.at(y, x)[c] =
            90 + 30 * static_cast<float>(c) + static_cast<float>((x + y) % 4 * 3) + (x % 2 == 0 ? more : 0);
  return image;
}

TEST(Animations, EqualFramesAreEqualAndSmallChangesSmall) {
  for (const bool with_photo : {false, true}) {
    Film film{with_photo};
    const Image first = film.next(water(0)), second = film.next(water(4)), third = film.next(water(0));
    EXPECT_EQ(first.pixels, third.pixels);
    EXPECT_EQ(film.animation->enlarged.size(), 1u);
    EXPECT_EQ(film.animation->painted.size(), with_photo ? 1u : 0u);
    const double moved = mean_change(first, second), art = mean_change(water(0), water(4));
    EXPECT_GT(moved, 0.5 * art) << with_photo;
    EXPECT_LT(moved, 1.5 * art) << with_photo;
    EXPECT_GT(mean_change(first, upscale(request(water(4), with_photo)).image), 1.1 * moved) << with_photo;
    EXPECT_LT(colour_error(second, water(4)), 1.0) << with_photo;
  }
}

TEST(Animations, WhatChangesMuchIsPaintedAnewAndTheRestKept) {
  Film film;
  const Image first = film.next(tile(16)), second = film.next(lighter(60));
  EXPECT_LT(colour_error(second, lighter(60)), 1.5);
  ASSERT_EQ(film.animation->painted.size(), 2u);
  const Image &before = film.animation->painted[0].picture, &after = film.animation->painted[1].picture;
  int kept = 0, painted = 0;  // two pixels of the art or more from the borders between
  for (int y = 0; y < 64; ++y)
    for (int x = 8; x < 56; ++x) {
      const bool same = std::equal(before.at(y, x), before.at(y, x) + 3, after.at(y, x));
      if (x < 24) kept += same;
      if (x >= 40) painted += !same;
    }
  EXPECT_EQ(kept, 64 * 16);
  EXPECT_GT(painted, 64 * 16 * 3 / 4);
  EXPECT_EQ(film.next(tile(16)).pixels, first.pixels);
  EXPECT_EQ(film.next(lighter(60)).pixels, second.pixels);
}

TEST(Animations, MayBeLongAndHaveOneSize) {
  Film film;
  film.animation->painted.assign(32, {make_image(16, 16), make_image(64, 64)});
  film.next(tile(16));
  EXPECT_EQ(film.animation->painted.size(), 32u);
  EXPECT_THAT([&] { film.next(tile(8)); },
              testing::ThrowsMessage<BadInput>(HasSubstr("are 16x16 and become 64x64, but this one is 8x8")));
}

TEST(Upscale, SaysInItsFirstReportThatArtLooksLikeAPhotograph) {
  const auto says = testing::Contains(HasSubstr("look like a photograph"));
  const UpscaleRequest art = request(tile(16)), other = request(noise(48, 40));
  EXPECT_THAT(estimate_upscale(art).notices, testing::Not(says));
  EXPECT_THAT(estimate_upscale(other).notices, says);
  std::vector<std::string> first;
  const PaintResult result = upscale(other, [&](const Progress& progress) {
    first.assign(progress.notices.begin(), progress.notices.end());
    return false;
  });
  EXPECT_THAT(first, says);
  EXPECT_THAT(result.notices, says);
  EXPECT_TRUE(result.cancelled);
  EXPECT_EQ(result.image.size(), (Size{4 * 48, 4 * 40}));
}

TEST(Upscale, AsksNoMoreOnceItWasToldToStop) {
  for (int asked = 1;; asked += 3) {
    int reports = 0;
    const PaintResult result =
        upscale(request(tile(16)), [&](const Progress&) { return ++reports != asked; });
    if (reports < asked) break;  // after the end
    ASSERT_EQ(reports, asked);
    ASSERT_TRUE(result.cancelled);
    ASSERT_EQ(result.image.size(), (Size{64, 64}));
  }
}

TEST(Upscale, StopsWhenTold) {
  int reports = 0;
  const PaintResult result = upscale(request(tile(16)), [&](const Progress& progress) {
    EXPECT_LE(progress.fraction, 1.0);
    return ++reports < 3;
  });
  EXPECT_TRUE(result.cancelled);
  EXPECT_EQ(result.image.size(), (Size{64, 64}));
}

}  // namespace
}  // namespace doodle
