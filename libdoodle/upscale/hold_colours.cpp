#include "upscale/hold_colours.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "image/colours.h"
#include "upscale/alpha.h"
#include "upscale/local_colours.h"

namespace doodle {
namespace {

constexpr int kRounds = 12;
/// Levels; means nearer than this are left.
constexpr float kEnough = 0.25f;
/// Levels beyond a colour and its neighbour's, on the line through both; more shows as a rim where red meets
/// white.
constexpr float kMostOvershoot = 16;
/// Levels beside such a line, in any channel; more shows as a hue that the art does not have. At most so much
/// of the distance between the colours: what is flat stays flat.
constexpr float kAside = 4, kAsideOfDistance = 0.125f;

/// The point nearest to `colour` on the line from a to b, or up to a quarter of its length beyond, at most
/// kMostOvershoot.
Colour nearest_on_line(const Colour& a, const Colour& b, const Colour& colour) {
  const float square = std::max(colour_distance(a, b), 1e-6f);
  const float beyond = std::min(0.25f, kMostOvershoot / std::sqrt(square));
  float along = 0;
  for (std::size_t c = 0; c < 3; ++c) along += (colour[c] - a[c]) * (b[c] - a[c]);
  const float t = std::clamp(along / square, -beyond, 1 + beyond);
  Colour nearest;
  for (std::size_t c = 0; c < 3; ++c) nearest[c] = a[c] + t * (b[c] - a[c]);
  return nearest;
}

/// Most by which a channel differs.
float most_apart(const Colour& a, const Colour& b) {
  float most = 0;
  for (std::size_t c = 0; c < 3; ++c) most = std::max(most, std::abs(a[c] - b[c]));
  return most;
}

/// `colour`, moved straight to the nearest line until it is no more than kAside away; of hues, until it is
/// that near to some colour on the line made lighter or darker.
Colour held(const Colour& colour, const LocalColours& local, NearNeighbours near) {
  const auto shaded = [&](Colour to) {
    if (near == NearNeighbours::colours) return to;
    const float lighter = (colour[0] - to[0] + colour[1] - to[1] + colour[2] - to[2]) / 3;
    for (float& v : to) v += lighter;
    return to;
  };
  const Colour& own = local.colours.front();
  float farthest = 0;
  for (std::size_t d = 1; d < local.count; ++d)
    farthest = std::max(farthest, colour_distance(own, local.colours[d]));
  const float aside = std::min(kAside, kAsideOfDistance * std::sqrt(farthest));
  Colour nearest = own;
  for (std::size_t d = 0; d < local.count; ++d) {
    const Colour there = nearest_on_line(own, local.colours[d], colour);
    if (most_apart(shaded(there), colour) <= aside) return colour;
    if (colour_distance(there, colour) < colour_distance(nearest, colour)) nearest = there;
  }
  nearest = shaded(nearest);
  const float away = most_apart(nearest, colour);
  Colour result;
  for (std::size_t c = 0; c < 3; ++c) result[c] = nearest[c] + (colour[c] - nearest[c]) * aside / away;
  return result;
}

void hold_local(Image& image, const LocalPalette& palette, NearNeighbours near) {
  parallel_for(image.height, [&](std::int64_t row) {
    const int y = static_cast<int>(row);
    for (int x = 0; x < image.width; ++x) {
      float* rgb = image.at(y, x);
      const Colour colour = held({rgb[0], rgb[1], rgb[2]}, palette.at(x, y), near);
      std::copy(colour.begin(), colour.end(), rgb);
    }
  });
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

/// What the means are to become: those of the source as its regions' outlines go.
Image aim(const Image& painted, const Image& source, Image redrawn, double strength) {
  redrawn.alpha = painted.alpha;
  Image wanted = resize(redrawn, source.size(), Filter::area);
  wanted.alpha = source.alpha;
  if (strength >= 1) return wanted;
  const Image now = resize(painted, source.size(), Filter::area);
  const auto s = static_cast<float>(strength);
  for (std::size_t i = 0; i < wanted.pixels.size(); ++i)
    wanted.pixels[i] = s * wanted.pixels[i] + (1 - s) * now.pixels[i];
  return wanted;
}

}  // namespace

Image hold_colours(Image painted, const Image& source, const ColourHold& hold) {
  if (hold.strength <= 0 || (hold.go_on && !hold.go_on())) return painted;
  const Image filled = bled(source, hold.wrap);
  const LocalPalette palette(filled, painted.size(), *hold.regions, hold.wrap);
  const Image wanted = aim(painted, source, palette.redrawn(), hold.strength);
  for (int round = 0; round < kRounds; ++round) {
    if (hold.go_on && !hold.go_on()) break;
    const Image left = missing(painted, wanted, hold.wrap);
    if (largest(left) < kEnough) break;
    const Image change = resize(left, painted.size(), Filter::bicubic, hold.wrap);
    for (std::size_t i = 0; i < painted.pixels.size(); ++i) painted.pixels[i] += change.pixels[i];
    hold_local(painted, palette, hold.near);
    clamp_to_bytes(painted);
  }
  return painted;
}

}  // namespace doodle
