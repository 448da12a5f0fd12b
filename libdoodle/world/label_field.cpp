#include "world/label_field.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "base/parallel.h"
#include "base/random.h"
#include "doodle/error.h"
#include "image/colours.h"
#include "image/map_embedding.h"

namespace doodle {
namespace {

/// Levels from the nearest label's colour beyond which a pixel counts as a stray one.
constexpr float kNear = 32;
/// More than this share of stray pixels, those in soft edges apart, are an area whose label is not there.
constexpr double kMostStray = 0.03;
/// Levels by which neighbours in a soft edge differ.
constexpr float kSlope = 4;
/// Streams of random numbers: across and down, each with an octave's number added.
constexpr std::uint64_t kAcross = 0x776f726c64, kDown = kAcross + 16;
constexpr int kOctaves = 3;

float lattice(std::uint64_t seed, std::uint64_t stream, std::int64_t x, std::int64_t y) {
  const auto index = static_cast<std::uint64_t>(y) << 32 ^ static_cast<std::uint32_t>(x);
  return 2 * random_uniform(seed, stream, index) - 1;
}

/// Smooth noise of -1..1, its hills about one unit apart (value noise).
double noise(std::uint64_t seed, std::uint64_t stream, double x, double y) {
  const double left = std::floor(x), top = std::floor(y);
  const auto ease = [](double t) { return t * t * (3 - 2 * t); };
  const double u = ease(x - left), v = ease(y - top);
  const auto ix = static_cast<std::int64_t>(left), iy = static_cast<std::int64_t>(top);
  const auto row = [&](std::int64_t j) {
    return (1 - u) * lattice(seed, stream, ix, j) + u * lattice(seed, stream, ix + 1, j);
  };
  return (1 - v) * row(iy) + v * row(iy + 1);
}

/// Hills of four times the border's width, then half and a quarter of that, as high as they are wide.
double strayed(std::uint64_t seed, std::uint64_t stream, double x, double y, double border) {
  double sum = 0, width = 4 * border, height = border * 4 / 7;
  for (int i = 0; i < kOctaves; ++i, width /= 2, height /= 2)
    sum += height * noise(seed, stream + static_cast<std::uint64_t>(i), x / width, y / width);
  return sum;
}

std::size_t nearest(const std::vector<Label>& labels, const Colour& colour) {
  std::size_t best = 0;
  for (std::size_t l = 1; l < labels.size(); ++l)
    if (colour_distance(labels[l].colour, colour) < colour_distance(labels[best].colour, colour)) best = l;
  return best;
}

/// Whether a pixel lies in a soft edge: it is a mixture of two labels, and its neighbours are other ones.
bool is_soft(const Image& map, const std::vector<Label>& labels, int y, int x) {
  const auto colour_at = [&](int v, int u) {
    const float* rgb = map.at(std::clamp(v, 0, map.height - 1), std::clamp(u, 0, map.width - 1));
    return Colour{rgb[0], rgb[1], rgb[2]};
  };
  const Colour here = colour_at(y, x);
  const auto differs = [&](int v, int u) { return colour_distance(here, colour_at(v, u)) > kSlope * kSlope; };
  return (differs(y - 1, x) || differs(y + 1, x) || differs(y, x - 1) || differs(y, x + 1)) &&
         distance_from_mixtures(here, labels) <= kNear * kNear;
}

}  // namespace

LabelField::LabelField(const Image& map, const std::vector<Label>& labels, std::vector<std::string>& notices)
    : map_size_(map.size()),
      size_(map.size()),
      labels_(static_cast<std::size_t>(map.width) * map.height),
      counts_(labels.size(), 0) {
  std::vector<int> strays(labels.size(), 0);
  std::map<Colour, std::size_t> stray_colours;  // those outside soft edges
  int unknown = 0;
  for (std::size_t p = 0; p < labels_.size(); ++p) {
    const float* rgb = &map.pixels[3 * p];
    const Colour colour{rgb[0], rgb[1], rgb[2]};
    const std::size_t l = nearest(labels, colour);
    labels_[p] = static_cast<std::uint8_t>(l);
    ++counts_[l];
    if (colour_distance(labels[l].colour, colour) <= kNear * kNear) continue;
    ++strays[l];
    const auto width = static_cast<std::size_t>(map.width);
    if (is_soft(map, labels, static_cast<int>(p / width), static_cast<int>(p % width))) continue;
    ++unknown;
    ++stray_colours[colour];
  }
  const double share = unknown / static_cast<double>(labels_.size());
  if (share > kMostStray) {
    const auto most = std::max_element(stray_colours.begin(), stray_colours.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    const Colour& colour = most->first;
    throw BadInput(fmt::format(
        "{:.0f}% of the map have the colour of no label, most of them #{:02x}{:02x}{:02x}: give that colour "
        "a label and an example",
        100 * share, static_cast<int>(colour[0]), static_cast<int>(colour[1]), static_cast<int>(colour[2])));
  }
  if (std::accumulate(strays.begin(), strays.end(), 0) > 0)
    notices.push_back(stray_notice("the map", strays, labels));
}

void LabelField::stretch(Size size, double border, std::uint64_t seed) {
  size_ = size;
  border_ = border;
  seed_ = seed;
}

/// The label with most weight among the four pixels around a place of the map; of equals the lowest.
std::uint8_t LabelField::label(double x, double y) const {
  x = std::clamp(x, 0.0, map_size_.width - 1.0);
  y = std::clamp(y, 0.0, map_size_.height - 1.0);
  const int left = static_cast<int>(x), top = static_cast<int>(y);
  const int right = std::min(left + 1, map_size_.width - 1), bottom = std::min(top + 1, map_size_.height - 1);
  const double u = x - left, v = y - top;
  const auto of = [&](int j, int i) { return labels_[static_cast<std::size_t>(j) * map_size_.width + i]; };
  const std::array<std::uint8_t, 4> four{of(top, left), of(top, right), of(bottom, left), of(bottom, right)};
  const std::array<double, 4> weights{(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v};
  std::uint8_t best = four[0];
  double most = -1;
  for (const std::uint8_t candidate : four) {
    double weight = 0;
    for (std::size_t i = 0; i < 4; ++i) weight += four[i] == candidate ? weights[i] : 0;
    if (weight > most || (weight == most && candidate < best)) most = weight, best = candidate;
  }
  return best;
}

std::vector<std::uint8_t> LabelField::at(const Rectangle& area) const {
  std::vector<std::uint8_t> labels(static_cast<std::size_t>(area.width) * area.height);
  const double across = static_cast<double>(map_size_.width) / size_.width;
  const double down = static_cast<double>(map_size_.height) / size_.height;
  parallel_for(area.height, [&](std::int64_t row) {
    for (int column = 0; column < area.width; ++column) {
      double x = area.left + column + 0.5, y = area.top + static_cast<double>(row) + 0.5;
      if (border_ > 0) {
        const double dx = strayed(seed_, kAcross, x, y, border_), dy = strayed(seed_, kDown, x, y, border_);
        x += dx, y += dy;
      }
      labels[static_cast<std::size_t>(row) * area.width + column] = label(x * across - 0.5, y * down - 0.5);
    }
  });
  return labels;
}

}  // namespace doodle
