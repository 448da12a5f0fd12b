#include "upscale/hold_colours.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "image/colours.h"
#include "upscale/alpha.h"

namespace doodle {
namespace {

constexpr int kRounds = 12;
/// Levels; means nearer than this are left.
constexpr float kEnough = 0.25f;
/// Levels beyond the colours around; more shows as a rim where red meets white.
constexpr float kMostOvershoot = 16;

/// Lowest and highest colour around each pixel of the source, per channel.
struct Ranges {
  Image low, high;
};

Ranges local_ranges(const Image& source, Wrap wrap) {
  Ranges ranges{source, source};
  const auto at = [](int i, int length, bool wraps) {
    return wraps ? (i + length) % length : std::clamp(i, 0, length - 1);
  };
  for (int y = 0; y < source.height; ++y)
    for (int x = 0; x < source.width; ++x)
      for (int c = 0; c < 3; ++c) {
        float low = 255, high = 0;
        for (int dy = -1; dy <= 1; ++dy)
          for (int dx = -1; dx <= 1; ++dx) {
            const float v = source.at(at(y + dy, source.height, wrap.y), at(x + dx, source.width, wrap.x))[c];
            low = std::min(low, v);
            high = std::max(high, v);
          }
        const float more = std::min((high - low) / 4 + 4, kMostOvershoot);
        ranges.low.at(y, x)[c] = std::max(0.0f, low - more);
        ranges.high.at(y, x)[c] = std::min(255.0f, high + more);
      }
  return ranges;
}

void clamp_into(Image& image, const Ranges& ranges) {
  const Size from = ranges.low.size();
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) {
      const int sy = y * from.height / image.height, sx = x * from.width / image.width;
      for (int c = 0; c < 3; ++c)
        image.at(y, x)[c] =
            std::clamp(image.at(y, x)[c], ranges.low.at(sy, sx)[c], ranges.high.at(sy, sx)[c]);
    }
}

void clamp_to_bytes(Image& image) {
  for (float& v : image.pixels) v = std::clamp(v, 0.0f, 255.0f);
}

/// wanted - mean of the painted over each source pixel's area; where nothing is to be seen, what those around
/// need.
Image missing(const Image& painted, const Image& wanted, Wrap wrap) {
  Image difference = resize(painted, wanted.size(), Filter::area);
  difference.type = SampleType::f32;
  for (std::size_t i = 0; i < difference.pixels.size(); ++i)
    difference.pixels[i] = wanted.pixels[i] - difference.pixels[i];
  if (difference.alpha.empty()) return difference;
  for (std::size_t i = 0; i < difference.alpha.size(); ++i)
    if (!wanted.alpha.empty() && wanted.alpha[i] <= 0) difference.alpha[i] = 0;
  Image spread = bled(difference, wrap);
  spread.alpha.clear();
  return spread;
}

float largest(const Image& image) {
  float most = 0;
  for (const float v : image.pixels) most = std::max(most, std::abs(v));
  return most;
}

/// What the means are to become.
Image aim(const Image& painted, const Image& source, double strength) {
  Image wanted = source;
  wanted.type = SampleType::f32;
  if (strength >= 1) return wanted;
  const Image now = resize(painted, source.size(), Filter::area);
  const auto s = static_cast<float>(strength);
  for (std::size_t i = 0; i < wanted.pixels.size(); ++i)
    wanted.pixels[i] = s * source.pixels[i] + (1 - s) * now.pixels[i];
  return wanted;
}

}  // namespace

Image hold_colours(Image painted, const Image& source, const ColourHold& hold) {
  if (hold.strength <= 0) return painted;
  const Image wanted = aim(painted, source, hold.strength);
  const Ranges ranges = hold.local ? local_ranges(bled(source, hold.wrap), hold.wrap) : Ranges{};
  for (int round = 0; round < kRounds; ++round) {
    const Image left = missing(painted, wanted, hold.wrap);
    if (largest(left) < kEnough) break;
    const Image change = resize(left, painted.size(), Filter::bicubic, hold.wrap);
    for (std::size_t i = 0; i < painted.pixels.size(); ++i) painted.pixels[i] += change.pixels[i];
    if (hold.local)
      clamp_into(painted, ranges);
    else
      clamp_to_bytes(painted);
  }
  return painted;
}

Image snap_to_palette(Image image, const Image& source) {
  std::set<Colour> palette;
  for (std::size_t i = 0; i * 3 < source.pixels.size(); ++i)
    if (source.alpha.empty() || source.alpha[i] > 0)
      palette.insert({source.pixels[3 * i], source.pixels[3 * i + 1], source.pixels[3 * i + 2]});
  if (palette.empty()) return image;
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
    const Colour colour{image.pixels[i], image.pixels[i + 1], image.pixels[i + 2]};
    const Colour nearest =
        *std::min_element(palette.begin(), palette.end(), [&](const Colour& a, const Colour& b) {
          return colour_distance(a, colour) < colour_distance(b, colour);
        });
    std::copy(nearest.begin(), nearest.end(), image.pixels.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return image;
}

}  // namespace doodle
