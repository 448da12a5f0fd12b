#include <gtest/gtest.h>

#include <algorithm>

#include "base/parallel.h"
#include "doodle/error.h"
#include "image/resize_weights.h"
#include "image_samples.h"
#include "reference/resize.h"

namespace doodle {
namespace {

constexpr Filter smooth_filters[] = {Filter::area, Filter::bicubic, Filter::lanczos};
constexpr Filter all_filters[] = {Filter::nearest, Filter::area, Filter::bicubic, Filter::lanczos};
constexpr Size sizes[] = {{1, 1}, {1, 9}, {9, 1}, {2, 3}, {13, 7}, {26, 14}, {5, 29}, {40, 3}};

std::string name(Filter filter, Size from, Size to) {
  constexpr const char* names[] = {"nearest", "area", "bicubic", "lanczos"};
  return std::string(names[static_cast<int>(filter)]) + " " + std::to_string(from.width) + "x" +
         std::to_string(from.height) + " to " + std::to_string(to.width) + "x" + std::to_string(to.height);
}

TEST(Resize, AgreesWithDirectSumsInDouble) {
  for (int channels : {1, 3})
    for (Size from : sizes)
      for (Size to : sizes)
        for (Filter filter : smooth_filters) {
          const Image image = random_image(from.width, from.height, channels, SampleType::f32);
          const std::vector<double> values(image.pixels.begin(), image.pixels.end());
          const auto expected = reference::resize(values, from, channels, to, filter);
          EXPECT_LT(largest_difference(resize(image, to, filter).pixels, expected), 1e-3)
              << name(filter, from, to);
        }
}

TEST(Resize, WithAlphaAgreesWithWeightedDirectSums) {
  for (Size to : sizes)
    for (Filter filter : smooth_filters) {
      Image image = random_image(13, 7, 3, SampleType::f32, true);
      for (float& a : image.alpha)
        a = 0.6f + 0.4f * a;  // far from clear: sums stay positive, nothing is clamped
      std::vector<double> values;
      for (std::size_t i = 0; i < image.alpha.size(); ++i) {
        for (std::size_t c = 0; c < 3; ++c)
          values.push_back(static_cast<double>(image.pixels[3 * i + c]) * image.alpha[i]);
        values.push_back(image.alpha[i]);
      }
      const auto expected = reference::resize(values, image.size(), 4, to, filter);
      const Image out = resize(image, to, filter);
      const auto [low, high] = std::minmax_element(image.pixels.begin(), image.pixels.end());
      ASSERT_EQ(out.alpha.size(), static_cast<std::size_t>(to.width) * to.height);
      for (std::size_t i = 0; i < out.alpha.size(); ++i) {
        const double alpha = expected[4 * i + 3];
        EXPECT_NEAR(out.alpha[i], std::clamp(alpha, 0.0, 1.0), 1e-5) << name(filter, image.size(), to);
        for (std::size_t c = 0; c < 3; ++c) {
          double colour = expected[4 * i + c] / alpha;
          if (alpha < 0.999) colour = std::clamp<double>(colour, *low, *high);
          EXPECT_NEAR(out.pixels[3 * i + c], colour, 2e-3) << name(filter, image.size(), to);
        }
      }
    }
}

TEST(Resize, NearestTakesThePixelUnderTheCentre) {
  for (Size from : sizes)
    for (Size to : sizes) {
      const Image image = random_image(from.width, from.height, 3, SampleType::u8, true);
      const Image out = resize(image, to, Filter::nearest);
      for (int y = 0; y < to.height; ++y)
        for (int x = 0; x < to.width; ++x) {
          const int sy = static_cast<int>((y + 0.5) * from.height / to.height);
          const int sx = static_cast<int>((x + 0.5) * from.width / to.width);
          for (int c = 0; c < 3; ++c)
            ASSERT_EQ(out.at(y, x)[c], image.at(sy, sx)[c]) << name(Filter::nearest, from, to);
          ASSERT_EQ(out.alpha[static_cast<std::size_t>(y) * to.width + x],
                    image.alpha[static_cast<std::size_t>(sy) * from.width + sx]);
        }
    }
}

TEST(Resize, KeepsConstantImagesConstant) {
  for (bool alpha : {false, true})
    for (Size from : sizes)
      for (Size to : sizes)
        for (Filter filter : all_filters) {
          Image image = make_image(from.width, from.height, 3, 201.5f);
          if (alpha) image.alpha.assign(image.pixels.size() / 3, 0.25f);
          const Image out = resize(image, to, filter);
          ASSERT_EQ(out.size(), to);
          for (float value : out.pixels) ASSERT_NEAR(value, 201.5f, 1e-3) << name(filter, from, to);
          for (float a : out.alpha) ASSERT_NEAR(a, 0.25f, 1e-6) << name(filter, from, to);
        }
}

TEST(Resize, AreaKeepsTheMeanWhateverTheRatio) {
  const Image image = random_image(31, 17, 1, SampleType::f32);
  const auto mean = [](const std::vector<float>& v) {
    double sum = 0;
    for (float value : v) sum += value;
    return sum / static_cast<double>(v.size());
  };
  for (Size to : sizes) EXPECT_NEAR(mean(resize(image, to, Filter::area).pixels), mean(image.pixels), 1e-4);
}

TEST(Resize, AreaByAWholeNumberAveragesBlocks) {
  Image image = make_image(4, 2, 1);
  image.pixels = {0, 10, 20, 30, 40, 50, 60, 71};
  EXPECT_EQ(resize(image, {2, 1}, Filter::area).pixels, (std::vector<float>{25, 45.25f}));
}

TEST(Resize, ShrinkingDoesNotAlias) {
  Image image = make_image(64, 1, 1);  // one pixel black, one white: finer than the smaller grid can show
  for (std::size_t i = 0; i < 64; i += 2) image.pixels[i] = 255;
  for (Filter filter : smooth_filters) {
    const Image out = resize(image, {16, 1}, filter);
    for (int x = 2; x < 14; ++x) EXPECT_NEAR(out.pixels[static_cast<std::size_t>(x)], 127.5, 4) << x;
  }
}

TEST(Resize, ClearPixelsDoNotBleed) {
  Image image = make_image(16, 16, 3);  // black and clear but for an opaque square of one colour
  image.alpha.assign(256, 0);
  for (int y = 5; y < 12; ++y)
    for (int x = 4; x < 11; ++x) {
      image.alpha[static_cast<std::size_t>(y) * 16 + x] = 1;
      const float colour[] = {250, 120, 30};
      std::copy_n(colour, 3, image.at(y, x));
    }
  for (SampleType type : {SampleType::u8, SampleType::f32})
    for (Filter filter : smooth_filters)
      for (Size to : {Size{7, 5}, Size{37, 29}}) {
        image.type = type;
        const Image out = resize(image, to, filter);
        for (std::size_t i = 0; i < out.alpha.size(); ++i) {
          ASSERT_GE(out.alpha[i], 0);
          ASSERT_LE(out.alpha[i], 1);
          if (out.alpha[i] < 0.004f) continue;  // less than one step of 8 bits
          EXPECT_NEAR(out.pixels[3 * i], 250, 0.1);
          EXPECT_NEAR(out.pixels[3 * i + 1], 120, 0.1);
          EXPECT_NEAR(out.pixels[3 * i + 2], 30, 0.1);
        }
      }
}

TEST(Resize, KeepsColoursUnderFullyClearAreas) {
  Image image = make_image(8, 8, 1, 90);
  image.alpha.assign(64, 0);
  for (Filter filter : smooth_filters)
    for (float value : resize(image, {3, 5}, filter).pixels) EXPECT_EQ(value, 90);
}

TEST(Resize, ClampsBytesAndLeavesFloatsAlone) {
  Image image = make_image(8, 1, 1);
  for (std::size_t i = 4; i < 8; ++i) image.pixels[i] = 255;
  for (SampleType type : {SampleType::u8, SampleType::u16, SampleType::f16, SampleType::f32}) {
    image.type = type;
    const Image out = resize(image, {32, 1}, Filter::lanczos);
    const auto [low, high] = std::minmax_element(out.pixels.begin(), out.pixels.end());
    if (type == SampleType::u8 || type == SampleType::u16) {
      EXPECT_EQ(*low, 0);
      EXPECT_EQ(*high, 255);
    } else {
      EXPECT_LT(*low, -5);
      EXPECT_GT(*high, 260);
    }
  }
}

TEST(Resize, GivesTheSameBytesForAnyNumberOfThreads) {
  const Image image = random_image(97, 61, 3, SampleType::u8, true);
  for (Filter filter : all_filters)
    for (Size to : {Size{41, 17}, Size{133, 90}}) {
      Image results[3];
      for (int threads = 1; threads <= 3; ++threads) {
        const ThreadScope scope(threads);
        results[threads - 1] = resize(image, to, filter);
      }
      for (const Image& other : {results[1], results[2]}) {
        EXPECT_EQ(results[0].pixels, other.pixels);
        EXPECT_EQ(results[0].alpha, other.alpha);
      }
    }
}

TEST(Resize, KeepsTypeAndProfile) {
  Image image = random_image(4, 4, 3, SampleType::u16);
  image.icc.assign(5, std::byte{3});
  const Image out = resize(image, {2, 2}, Filter::area);
  EXPECT_EQ(out.type, SampleType::u16);
  EXPECT_EQ(out.icc, image.icc);
}

TEST(Resize, ToTheSameSizeChangesNothing) {
  const Image image = random_image(9, 5, 3, SampleType::f32, true);
  for (Filter filter : all_filters) EXPECT_EQ(resize(image, image.size(), filter).pixels, image.pixels);
}

TEST(Resize, RefusesImpossibleSizesAndInconsistentImages) {
  Image image = random_image(4, 4, 3);
  for (Size to : {Size{0, 4}, Size{4, 0}, Size{-1, 4}, Size{65501, 1}})
    EXPECT_THROW(resize(image, to, Filter::area), BadInput);
  EXPECT_THROW(resize(Image{}, {4, 4}, Filter::area), BadInput);
  image.pixels.pop_back();
  EXPECT_THROW(resize(image, {2, 2}, Filter::area), BadInput);
}

TEST(AxisTaps, StayInsideAndSumToOne) {
  for (int in : {1, 2, 5, 100})
    for (int out : {1, 3, 7, 250})
      for (Filter filter : all_filters)
        for (const Taps& taps : axis_taps(in, out, filter)) {
          double sum = 0;
          for (float w : taps.weights) sum += w;
          EXPECT_NEAR(sum, 1, 1e-6);
          EXPECT_GE(taps.first, 0);
          EXPECT_LE(taps.first + static_cast<int>(taps.weights.size()), in);
        }
}

/// The picture with its columns and rows moved along a torus.
Image moved(const Image& image, int dx, int dy) {
  Image result = image;
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      std::copy_n(image.at(y, x), image.channels, result.at((y + dy) % image.height, (x + dx) % image.width));
  return result;
}

TEST(ResizeTorus, MovesWithThePicture) {
  for (const Size from : {Size{8, 8}, Size{16, 12}, Size{2, 4}}) {
    Image image = make_image(from.width, from.height);
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
      image.pixels[i] = static_cast<float>((i * 37 + i * i) % 251);
    for (const Filter filter : {Filter::bicubic, Filter::lanczos}) {
      const Size to{from.width * 3, from.height * 3};
      const Image still = resize(image, to, filter, {true, true});
      const Image gone = resize(moved(image, 1, from.height - 1), to, filter, {true, true});
      const Image expected = moved(still, 3, to.height - 3);
      for (std::size_t i = 0; i < gone.pixels.size(); ++i)
        ASSERT_NEAR(gone.pixels[i], expected.pixels[i], 1e-3);
      const Image bounded = resize(moved(image, 1, from.height - 1), to, filter);
      EXPECT_NE(bounded.pixels, gone.pixels);
    }
  }
}

TEST(ResizeTorus, OneAxisLeavesTheOtherAsItWas) {
  Image image = make_image(6, 5);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) image.pixels[i] = static_cast<float>((i * 53) % 256);
  const Image wide = resize(image, {9, 5}, Filter::bicubic, {false, true});
  EXPECT_EQ(wide.pixels, resize(image, {9, 5}, Filter::bicubic).pixels);
}

}  // namespace
}  // namespace doodle
