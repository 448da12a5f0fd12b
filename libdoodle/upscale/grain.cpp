#include "upscale/grain.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "image/grey.h"
#include "image/torus.h"
#include "upscale/box_mean.h"

namespace doodle {
namespace {

/// Steps of lightness between neighbouring pixels of the art: below the first an area is smooth, above the
/// second it has a hard edge.
constexpr float kSmoothStep = 16, kHardStep = 48;
/// Variance of lightness, in levels squared, below which the base explains nothing of what was painted.
constexpr float kFlat = 150;
/// Most by which detail is strengthened where the art is lighter than the photo.
constexpr float kMostGain = 1.25f;

Image plane(Size size) {
  Image image = make_image(size.width, size.height, 1);
  image.type = SampleType::f32;
  return image;
}

Image channel(const Image& image, int c) {
  Image values = plane(image.size());
  for (std::size_t i = 0; i < values.pixels.size(); ++i)
    values.pixels[i] = image.pixels[3 * i + static_cast<std::size_t>(c)];
  return values;
}

Image lightness(Image image) {
  image.type = SampleType::f32;
  return with_channels(image, 1);
}

Image product(const Image& a, const Image& b) {
  Image result = a;
  for (std::size_t i = 0; i < result.pixels.size(); ++i) result.pixels[i] *= b.pixels[i];
  return result;
}

/// How hard the steps around each pixel of the art are: 0..1.
Image hardness(const Image& art, Wrap wrap) {
  const Image light = lightness(art);
  Image hard = plane(art.size());
  for (int y = 0; y < art.height; ++y)
    for (int x = 0; x < art.width; ++x) {
      float low = 255, high = 0;
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) {
          const float v =
              *light.at(axis_sample(y + dy, art.height, wrap.y), axis_sample(x + dx, art.width, wrap.x));
          low = std::min(low, v);
          high = std::max(high, v);
        }
      *hard.at(y, x) = std::clamp((high - low - kSmoothStep) / (kHardStep - kSmoothStep), 0.0f, 1.0f);
    }
  return hard;
}

/// The base where the art has hard edges, its colours blended smoothly elsewhere.
Image colours_of(const Image& art, const Image& base, Wrap wrap) {
  Image colours = resize(art, base.size(), Filter::bicubic, wrap);
  const Image hard = resize(hardness(art, wrap), base.size(), Filter::bicubic, wrap);
  for (std::size_t i = 0; i < colours.pixels.size(); ++i)
    colours.pixels[i] += std::clamp(hard.pixels[i / 3], 0.0f, 1.0f) * (base.pixels[i] - colours.pixels[i]);
  return colours;
}

/// What `values` is where it follows `guide` linearly, window by window.
Image local_fit(const Image& values, const Image& guide, int radius, Wrap wrap) {
  const Image mean = box_mean(values, radius, wrap), guide_mean = box_mean(guide, radius, wrap);
  const Image both = box_mean(product(values, guide), radius, wrap);
  const Image square = box_mean(product(guide, guide), radius, wrap);
  Image slope = mean, offset = mean;
  for (std::size_t i = 0; i < mean.pixels.size(); ++i) {
    const float g = guide_mean.pixels[i], m = mean.pixels[i];
    slope.pixels[i] = (both.pixels[i] - g * m) / (square.pixels[i] - g * g + kFlat);
    offset.pixels[i] = m - slope.pixels[i] * g;
  }
  slope = box_mean(slope, radius, wrap);
  offset = box_mean(offset, radius, wrap);
  for (std::size_t i = 0; i < slope.pixels.size(); ++i)
    slope.pixels[i] = slope.pixels[i] * guide.pixels[i] + offset.pixels[i];
  return slope;
}

/// Root mean square of what each channel has beyond the lightness, around its mean.
double spread_of_hues(const Image& image, const Image& light) {
  double sum[3] = {}, square = 0, mean = 0;
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    const double hue = image.pixels[i] - light.pixels[i / 3];
    sum[i % 3] += hue;
    square += hue * hue;
  }
  const auto count = static_cast<double>(light.pixels.size());
  for (const double s : sum) mean += s * s / count;
  return std::sqrt(std::max(0.0, square - mean) / (3 * count));
}

}  // namespace

Image with_grain(const Image& art, const Grain& grain, Wrap wrap) {
  expect(grain.painted.size() == grain.base.size(), "grain and base have different sizes");
  Image result = colours_of(art, grain.base, wrap);
  const Image light = lightness(result);
  const int radius = std::max(1, result.width / art.width);
  Image detail = grain.painted;
  for (int c = 0; c < 3; ++c) {
    const Image fit = local_fit(channel(grain.painted, c), light, radius, wrap);
    for (std::size_t i = 0; i < fit.pixels.size(); ++i)
      detail.pixels[3 * i + static_cast<std::size_t>(c)] -= fit.pixels[i];
  }
  const Image low = local_fit(lightness(grain.painted), light, radius, wrap), shade = lightness(detail);
  const double varied = spread_of_hues(detail, shade), allowed = 2 * spread_of_hues(result, light);
  const auto hues = static_cast<float>(varied > allowed ? allowed / varied : 1);
  for (std::size_t i = 0; i < result.pixels.size(); ++i) {
    const std::size_t p = i / 3;
    const float gain = std::clamp(light.pixels[p] / (std::max(0.0f, low.pixels[p]) + 8), 0.0f, kMostGain);
    const float added = shade.pixels[p] + hues * (detail.pixels[i] - shade.pixels[p]);
    result.pixels[i] = std::clamp(result.pixels[i] + gain * added, 0.0f, 255.0f);
  }
  return result;
}

}  // namespace doodle
