#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "doodle/synthesis.h"

// What the first phase lays out: how small it is, and how evenly it shares out the parts of a label.
namespace doodle {
namespace {

constexpr float kSky[3]{255, 255, 255}, kSea[3]{0, 0, 255};

/// Sky above, sea below `horizon`.
Image sky_and_sea(Size size, int horizon) {
  Image map = make_image(size.width, size.height);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) std::copy_n(y < horizon ? kSky : kSea, 3, map.at(y, x));
  return map;
}

/// A dark sea, and a sky that grows brighter from left to right, both with some grain.
Image brightening(Size size, int horizon) {
  Image style = make_image(size.width, size.height);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const float tone = y >= horizon ? 30.0f : 100 + 70 * static_cast<float>(x) / size.width;
      const auto p = static_cast<std::uint64_t>(y * size.width + x);
      std::fill_n(style.at(y, x), 3, tone + 20 * random_uniform(1, 0, p));
    }
  return style;
}

PaintRequest request(Size size) {
  const Size style{128, 96};
  PaintRequest request;
  request.styles = {{brightening(style, 64), sky_and_sea(style, 64)}};
  request.target_map = sky_and_sea(size, size.height / 2);
  request.options.run.threads = 2;
  return request;
}

std::vector<float> tones(const Image& image, int horizon) {
  std::vector<float> tones;
  for (int y = 0; y < horizon; ++y)
    for (int x = 0; x < image.width; ++x) tones.push_back(image.at(y, x)[0]);
  std::sort(tones.begin(), tones.end());
  return tones;
}

/// Mean distance of the tones of two skies, each from the darkest to the brightest.
double difference(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i * b.size() / a.size()]);
  return sum / static_cast<double>(a.size());
}

TEST(Layout, EveryToneOfALabelHasItsShare) {
  constexpr std::uint64_t kSeeds = 6;
  double sum = 0;
  PaintRequest r = request({128, 96});
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    r.options.seed.random_seed = seed;
    // without the rows beside the horizon
    sum += difference(tones(paint(r).image, 44), tones(r.styles.front().image, 60));
  }
  EXPECT_LT(sum / kSeeds, 3.2);  // of 70 levels; 3.9 where the first phase's price is that of those behind it
}

TEST(Layout, LabelsAreLaidOutSmaller) {
  const Size size{1024, 768};
  const auto phases = [](const PaintRequest& r) { return estimate_paint(r).phases; };
  PaintRequest labels = request(size);
  labels.options.pyramid.style_scale = 8;  // the style is as large as the picture
  EXPECT_EQ(phases(labels), 6);            // 768 / 2^5 = 24

  PaintRequest guided = labels;
  guided.options.maps.mode = MapMode::guide;
  EXPECT_EQ(phases(guided), 5);  // 48
  PaintRequest unfinished = labels;
  unfinished.options.finish.enabled = false;
  EXPECT_EQ(phases(unfinished), 5);
  PaintRequest from_content = labels;
  from_content.content = make_image(size.width, size.height);
  EXPECT_EQ(phases(from_content), 5);
  labels.options.pyramid.style_scale = 4;
  EXPECT_EQ(phases(labels), 5);  // in six the style would begin at 12
}

}  // namespace
}  // namespace doodle
