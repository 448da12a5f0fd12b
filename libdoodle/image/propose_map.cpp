#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "image/check_image.h"
#include "image/for_rows.h"
#include "image/label_colours.h"

namespace doodle {
namespace {

constexpr int kWorkingSide = 192;      // clusters are found in a picture of this size
constexpr int kRounds = 12;            // of k-means
constexpr float kPlaceWeight = 0.25f;  // the picture's whole height against Oklab's whole lightness
constexpr int kCleanings = 3;          // majority filters

/// Colours that tell labels apart at a glance.
constexpr Colour kPalette[] = {{0, 0, 255},   {0, 255, 0},     {255, 50, 33}, {255, 255, 255},
                               {255, 220, 0}, {0, 0, 0},       {0, 200, 255}, {255, 0, 255},
                               {128, 64, 0},  {128, 128, 128}, {0, 100, 0},   {255, 140, 0},
                               {90, 0, 160},  {255, 180, 200}, {0, 128, 128}, {160, 0, 0}};

using Point = std::array<float, 5>;  // Oklab and place

float distance(const Point& a, const Point& b) {
  float sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

std::vector<Point> points_of(const Image& image) {
  std::vector<Point> points;
  const float side = static_cast<float>(std::max(image.width, image.height));
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) {
      const float* p = image.at(y, x);
      const Colour lab = oklab({p[0], p[1], p[2]});
      points.push_back({lab[0], 2 * lab[1], 2 * lab[2], kPlaceWeight * static_cast<float>(y) / side,
                        kPlaceWeight * static_cast<float>(x) / side});
    }
  return points;
}

std::size_t nearest(const Point& point, const std::vector<Point>& centres) {
  return static_cast<std::size_t>(std::min_element(centres.begin(), centres.end(),
                                                   [&](const Point& a, const Point& b) {
                                                     return distance(point, a) < distance(point, b);
                                                   }) -
                                  centres.begin());
}

/// Starts from the middle of the list, then again and again the one farthest from all chosen so far.
std::vector<Point> first_centres(const std::vector<Point>& points, int count) {
  std::vector<Point> centres{points[points.size() / 2]};
  while (static_cast<int>(centres.size()) < count)
    centres.push_back(*std::max_element(points.begin(), points.end(), [&](const Point& a, const Point& b) {
      return distance(a, centres[nearest(a, centres)]) < distance(b, centres[nearest(b, centres)]);
    }));
  return centres;
}

std::vector<Point> cluster(const std::vector<Point>& points, int count) {
  std::vector<Point> centres = first_centres(points, count);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<std::array<double, 6>> sums(centres.size(), std::array<double, 6>{});
    for (const Point& point : points) {
      auto& sum = sums[nearest(point, centres)];
      for (std::size_t i = 0; i < point.size(); ++i) sum[i] += point[i];
      sum[5] += 1;
    }
    for (std::size_t k = 0; k < centres.size(); ++k)
      for (std::size_t i = 0; i < centres[k].size() && sums[k][5] > 0; ++i)
        centres[k][i] = static_cast<float>(sums[k][i] / sums[k][5]);
  }
  return centres;
}

/// Every position takes the label that most of the 7x7 positions around it have.
std::vector<std::size_t> majority(const std::vector<std::size_t>& labels, int width, int height,
                                  std::size_t count) {
  constexpr int kRadius = 3;
  std::vector<std::size_t> result(labels.size());
  for_rows(height, static_cast<std::size_t>(width) * 49, [&](std::int64_t row) {
    const int y = static_cast<int>(row);
    for (int x = 0; x < width; ++x) {
      std::vector<int> votes(count, 0);
      for (int v = std::max(0, y - kRadius); v <= std::min(height - 1, y + kRadius); ++v)
        for (int u = std::max(0, x - kRadius); u <= std::min(width - 1, x + kRadius); ++u)
          ++votes[labels[static_cast<std::size_t>(v) * width + u]];
      result[static_cast<std::size_t>(y) * width + x] =
          static_cast<std::size_t>(std::max_element(votes.begin(), votes.end()) - votes.begin());
    }
  });
  return result;
}

}  // namespace

Image propose_map(const Image& image, int labels) {
  require_range("labels", labels, 2, static_cast<int>(std::size(kPalette)));
  require_consistent(image, "the picture");
  require_finite(image, "the picture");
  const Image rgb = to_rgb(image);
  const double scale = std::min(1.0, static_cast<double>(kWorkingSide) / std::max(rgb.width, rgb.height));
  const Size size{std::max(1, static_cast<int>(rgb.width * scale)),
                  std::max(1, static_cast<int>(rgb.height * scale))};
  const std::vector<Point> points = points_of(resize(rgb, size, Filter::area));
  const std::vector<Point> centres = cluster(points, labels);
  std::vector<std::size_t> chosen;
  for (const Point& point : points) chosen.push_back(nearest(point, centres));
  for (int i = 0; i < kCleanings; ++i) chosen = majority(chosen, size.width, size.height, centres.size());
  Image map = make_image(size.width, size.height);
  for (std::size_t p = 0; p < chosen.size(); ++p)
    std::copy(kPalette[chosen[p]].begin(), kPalette[chosen[p]].end(),
              map.pixels.begin() + static_cast<std::ptrdiff_t>(3 * p));
  return resize(map, image.size(), Filter::nearest);
}

}  // namespace doodle
