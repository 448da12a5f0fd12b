#include "doodle/maps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <numeric>

#include "doodle/error.h"
#include "image/semantic_map.h"

namespace doodle {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Rgb = std::array<float, 3>;

/// Vertical stripes of equal width in these colours.
Image stripes(const std::vector<Rgb>& colours, int width = 60, int height = 20) {
  Image map = make_image(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const Rgb& colour =
          colours[static_cast<std::size_t>(x) * colours.size() / static_cast<std::size_t>(width)];
      std::copy(colour.begin(), colour.end(), map.at(y, x));
    }
  return map;
}

std::vector<std::string> names(const SemanticMaps& maps) {
  std::vector<std::string> result;
  for (const Label& label : maps.labels) result.push_back(label.name);
  return result;
}

double weight_of(const SemanticMap& map, std::size_t channel) {
  double sum = 0;
  for (std::size_t i = channel; i < map.values.size(); i += static_cast<std::size_t>(map.channels))
    sum += map.values[i];
  return sum;
}

void expect_normalised(const SemanticMap& map) {
  const auto channels = static_cast<std::ptrdiff_t>(map.channels);
  for (auto p = map.values.begin(); p != map.values.end(); p += channels) {
    EXPECT_NEAR(std::accumulate(p, p + channels, 0.0f), 1.0f, 1e-5f);
    for (auto v = p; v != p + channels; ++v) {
      EXPECT_GE(*v, 0.0f);
      EXPECT_LE(*v, 1.0f + 1e-6f);
    }
  }
}

constexpr Rgb kRed{255, 50, 33}, kDarkRed{192, 0, 0}, kGreen{0, 255, 0}, kBlue{0, 0, 255}, kBlack{0, 0, 0},
    kWhite{255, 255, 255}, kGrey{128, 128, 128}, kLightGrey{200, 200, 200};

TEST(Maps, EveryFlatColourIsALabel) {
  const Image map = stripes({kBlack, kWhite, kGrey, kLightGrey, kRed, kDarkRed});
  const SemanticMaps maps = read_maps({map}, map);
  EXPECT_EQ(maps.mode, MapMode::labels);
  EXPECT_EQ(maps.labels.size(), 6u);
  EXPECT_THAT(maps.notices, IsEmpty());
  for (std::size_t l = 0; l < 6; ++l) EXPECT_EQ(weight_of(maps.target, l), 200);
}

TEST(Maps, OrderOfTheStripesOnlyMovesTheWeights) {
  const SemanticMaps maps = read_maps({stripes({kRed, kGreen, kBlue})}, stripes({kBlue, kRed, kGreen}));
  ASSERT_EQ(maps.labels.size(), 3u);
  const std::vector<int> style = hard_labels(maps.styles[0]), target = hard_labels(maps.target);
  EXPECT_EQ(style[0], target[20]);
  EXPECT_EQ(style[20], target[40]);
  EXPECT_EQ(style[40], target[0]);
}

TEST(Maps, RecolouringBothMapsChangesNamesOnly) {
  const SemanticMaps a = read_maps({stripes({kRed, kGreen, kBlue})}, stripes({kBlue, kRed}));
  const SemanticMaps b = read_maps({stripes({kBlack, kGrey, kWhite})}, stripes({kWhite, kBlack}));
  ASSERT_EQ(a.labels.size(), b.labels.size());
  const std::vector<int> style_a = hard_labels(a.styles[0]), style_b = hard_labels(b.styles[0]);
  std::vector<int> renamed(3);
  for (std::size_t p = 0; p < style_a.size(); ++p) renamed[static_cast<std::size_t>(style_a[p])] = style_b[p];
  const std::vector<int> target_a = hard_labels(a.target), target_b = hard_labels(b.target);
  for (std::size_t p = 0; p < target_a.size(); ++p)
    EXPECT_EQ(renamed[static_cast<std::size_t>(target_a[p])], target_b[p]);
}

TEST(Maps, ShadesOfJpegAreOneLabel) {
  Image style = stripes({kRed, kBlue}), target = style;
  for (std::size_t i = 0; i < target.pixels.size(); ++i)
    target.pixels[i] = std::clamp(target.pixels[i] + static_cast<float>(i * 7 % 5) - 2, 0.0f, 255.0f);
  EXPECT_EQ(read_maps({style}, target).labels.size(), 2u);
}

TEST(Maps, AnAntiAliasedDiscKeepsItsArea) {
  constexpr int kSide = 101;
  constexpr double kRadius = 33.3;
  Image map = make_image(kSide, kSide);
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      const double inside = std::clamp(kRadius - std::hypot(x - 50.2, y - 49.7) + 0.5, 0.0, 1.0);
      for (std::size_t c = 0; c < 3; ++c)
        map.at(y, x)[c] = static_cast<float>(inside * kBlue[c] + (1 - inside) * kWhite[c]);
    }
  const SemanticMaps maps = read_maps({map}, map);
  ASSERT_EQ(maps.labels.size(), 2u);
  const std::size_t blue = maps.labels[0].name == "blue" ? 0 : 1;
  EXPECT_NEAR(weight_of(maps.target, blue), M_PI * kRadius * kRadius, 0.005 * M_PI * kRadius * kRadius);
  expect_normalised(maps.target);
}

TEST(Maps, StrayPixelsAreSnappedAndReported) {
  Image target = stripes({kRed, kBlue}, 200, 100);
  for (int x : {20, 40, 60}) std::copy(kGreen.begin(), kGreen.end(), target.at(50, x));
  const SemanticMaps maps = read_maps({stripes({kRed, kBlue}, 200, 100)}, target);
  EXPECT_EQ(maps.labels.size(), 2u);
  EXPECT_THAT(maps.notices, ElementsAre(HasSubstr("3 px of the target map")));
}

TEST(Maps, ALabelThatTheStyleLacksGetsTheNearestOne) {
  const SemanticMaps maps = read_maps({stripes({kRed, kBlue})}, stripes({kDarkRed, kBlue}));
  EXPECT_THAT(maps.notices, Contains(testing::AllOf(HasSubstr("dark red"), HasSubstr("painting it as red"))));
  const std::vector<int> style = hard_labels(maps.styles[0]), target = hard_labels(maps.target);
  EXPECT_EQ(target[0], style[0]);
  EXPECT_EQ(target[59], style[59]);
}

TEST(Maps, NamedLabelsKeepTheirOrder) {
  MapOptions options;
  options.names = {{"sea", kBlue}, {"rock", kRed}};
  EXPECT_THAT(names(read_maps({stripes({kRed, kBlue})}, stripes({kRed, kBlue}), options)),
              ElementsAre("sea", "rock"));
}

TEST(Maps, ClearPixelsAreALabelOfTheirOwn) {
  Image map = stripes({kRed, kBlue});
  map.alpha.assign(map.pixels.size() / 3, 1.0f);
  for (int y = 0; y < 20; ++y) map.alpha[static_cast<std::size_t>(y) * 60] = 0;
  const SemanticMaps maps = read_maps({map}, map);
  ASSERT_EQ(maps.labels.back().name, "clear");
  EXPECT_EQ(weight_of(maps.target, maps.labels.size() - 1), 20);
}

TEST(Maps, ContinuousTonesAreAGuide) {
  Image grey = make_image(64, 16, 1);
  for (std::size_t i = 0; i < grey.pixels.size(); ++i) grey.pixels[i] = static_cast<float>(i % 64) * 4;
  const SemanticMaps maps = read_maps({grey}, grey);
  EXPECT_EQ(maps.mode, MapMode::guide);
  EXPECT_EQ(maps.target.channels, 2);
  EXPECT_NEAR(maps.target.values[2 * 32], 128.0f / 255, 1e-6f);
  EXPECT_NEAR(maps.target.values[2 * 32 + 1], 127.0f / 255, 1e-6f);
}

TEST(Maps, SoftEdgesAndNoiseLeaveLabelsLabels) {
  const Image sharp = stripes({kRed, kWhite, kBlue}, 180, 30);
  Image soft = sharp, noisy = sharp;
  for (int y = 0; y < 30; ++y)
    for (int x = 0; x < 180; ++x) {
      const int from = x % 60 - 48;  // of the last twelve columns of a stripe, blended into the next
      for (int c = 0; c < 3 && from >= 0 && x < 120; ++c)
        soft.at(y, x)[c] += (sharp.at(y, x + 12)[c] - sharp.at(y, x)[c]) * static_cast<float>(from + 1) / 13;
      if ((x + 7 * y) % 11 == 0) noisy.at(y, x)[1] = 128;
    }
  for (const Image& map : {soft, noisy}) {
    const SemanticMaps maps = read_maps({sharp}, map);
    EXPECT_EQ(maps.mode, MapMode::labels);
    EXPECT_EQ(maps.labels.size(), 3u);
    EXPECT_EQ(read_maps({map}, sharp).mode, MapMode::labels);
  }
}

TEST(Maps, OnePixelAndOneColourWork) {
  const Image pixel = make_image(1, 1, 3, 200), plain = make_image(9, 7, 3, 0);
  EXPECT_EQ(read_maps({pixel}, pixel).labels.size(), 1u);
  const SemanticMaps maps = read_maps({plain}, plain);
  EXPECT_THAT(names(maps), ElementsAre("black"));
  EXPECT_EQ(weight_of(maps.target, 0), 63);
}

TEST(Maps, ResizingKeepsWeightsNormalised) {
  const SemanticMap map =
      read_maps({stripes({kRed, kGreen, kBlue}, 61, 23)}, stripes({kRed, kGreen, kBlue}, 61, 23)).target;
  for (auto [width, height] : {std::pair{1, 1}, {7, 5}, {61, 23}, {60, 24}, {130, 47}, {3, 80}}) {
    const SemanticMap small = resize_map(map, width, height);
    EXPECT_EQ(small.values.size(), static_cast<std::size_t>(width * height * 3));
    expect_normalised(small);
  }
}

TEST(Maps, ShrinkingAveragesExactly) {
  const SemanticMap map{4, 1, 1, {1, 0, 0, 1}};
  EXPECT_THAT(resize_map(map, 3, 1).values,
              testing::Pointwise(testing::FloatNear(1e-6f), {0.75f, 0.0f, 0.75f}));
}

TEST(Maps, CheckListsSharesAndSubstitutes) {
  const MapReport report = check_maps({stripes({kRed, kBlue})}, stripes({kDarkRed, kBlue, kBlue}));
  ASSERT_EQ(report.labels.size(), 3u);
  for (const LabelUse& use : report.labels) {
    if (use.label.name == "blue") {
      EXPECT_NEAR(use.style_share, 0.5, 1e-6);
      EXPECT_NEAR(use.target_share, 2.0 / 3, 1e-6);
    }
    EXPECT_EQ(use.substitute, use.label.name == "dark red" ? "red" : "");
  }
}

TEST(Maps, StraysOfAMapBecomeLabelsThatItHas) {
  Image style = stripes({kRed, kBlue}, 200, 100);
  for (int y = 0; y < 5; ++y) {  // of 20000 pixels: darker than any red, and nearest to the one it lacks
    style.at(y, 0)[0] = 140;
    style.at(y, 0)[1] = style.at(y, 0)[2] = 30;
  }
  const MapReport report = check_maps({style}, stripes({kDarkRed, kBlue}, 200, 100));
  EXPECT_THAT(report.notices,
              Contains(testing::EndsWith(
                  "5 px of the style map have the colour of no label and count as the nearest: 5 red")));
  for (const LabelUse& use : report.labels) {
    if (use.label.name != "dark red") continue;
    EXPECT_EQ(use.style_share, 0);
    EXPECT_EQ(use.substitute, "red");
  }
}

/// A style map of red and blue whose column between them is blended, and a target of `other` and blue.
std::string substitute_beside_a_rim(const Image& style, const std::array<float, 3>& other) {
  const MapReport report = check_maps({style}, stripes({other, kBlue}, 200, 100));
  for (const LabelUse& use : report.labels)
    if (use.style_share < 0.01) return use.substitute;
  return "(every label has an area)";
}

TEST(Maps, ABlendedRimIsNoAreaButASmallAreaIsOne) {
  const std::array<float, 3> purple{128, 0, 128};
  Image style = stripes({kRed, kBlue}, 200, 100);
  for (int y = 0; y < style.height; ++y) std::copy_n(purple.begin(), 3, style.at(y, 100));
  EXPECT_EQ(substitute_beside_a_rim(style, purple), "blue");
  for (int y = 40; y < 46; ++y)
    for (int x = 20; x < 26; ++x) std::copy_n(purple.begin(), 3, style.at(y, x));
  EXPECT_EQ(substitute_beside_a_rim(style, purple), "");
}

TEST(Maps, EmptyMapsAreRefused) {
  EXPECT_THROW(read_maps({Image{}}, stripes({kRed})), BadInput);
  EXPECT_THROW(read_maps({}, stripes({kRed})), BadInput);
}

TEST(Maps, AProposalSeparatesWhatLooksDifferent) {
  const Image map = propose_map(stripes({kWhite, kGreen, kBlack}, 90, 60), 3);
  EXPECT_EQ(map.size(), (Size{90, 60}));
  EXPECT_EQ(read_maps({map}, map).labels.size(), 3u);
  EXPECT_THROW(propose_map(map, 1), UsageError);
  EXPECT_THROW(propose_map(map, 17), UsageError);
}

TEST(Maps, TheRealMonetPairHasFiveLabels) {
#ifdef DOODLE_IMAGE_IO
  const std::string folder = DOODLE_SOURCE_DIR "/../shared/data/doodle/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the reference material is not here";
  const SemanticMaps maps =
      read_maps({load_image(folder + "Monet_sem.png")}, load_image(folder + "Coastline_sem.png"));
  EXPECT_EQ(maps.mode, MapMode::labels);
  EXPECT_EQ(maps.labels.size(), 5u);
  const std::string numbers = DOODLE_SOURCE_DIR "/../shared/data/texture-by-numbers/";
  EXPECT_EQ(
      read_maps({load_image(numbers + "source_segment.png")}, load_image(numbers + "target_segment.png"))
          .mode,
      MapMode::guide);
#else
  GTEST_SKIP() << "built without image files";
#endif
}

/// Writes a labels.toml and reads it.
class LabelFile : public testing::Test {
 protected:
  std::vector<Label> read(const std::string& text) {
    std::ofstream(path_) << text;
    return read_label_file(path_);
  }
  std::string complaint(const std::string& text) {
    try {
      read(text);
    } catch (const BadInput& error) {
      return error.what();
    }
    return "";
  }
  void TearDown() override { std::filesystem::remove(path_); }

  const std::string path_ = testing::TempDir() + "doodle_labels_test.toml";
};

TEST_F(LabelFile, NamesAndColours) {
  const auto labels = read(
      "[[label]]\nname = \"sky\"\ncolour = \"#87ceeb\"\n[[label]]\nname = \"sea\"\ncolour = \"#0000ff\"\nid "
      "= 2\n");
  ASSERT_EQ(labels.size(), 2u);
  EXPECT_EQ(labels[0].name, "sky");
  EXPECT_EQ(labels[0].colour, (Rgb{135, 206, 235}));
}

TEST_F(LabelFile, ErrorsNameTheLine) {
  EXPECT_THAT(complaint("[[label]]\nname = \"sky\"\ncolour = \"blue\"\n"),
              HasSubstr(":1: label sky needs a colour"));
  EXPECT_THAT(complaint("[[label]]\ncolour = \"#0000ff\"\n"), HasSubstr("needs a name"));
  EXPECT_THAT(complaint("label = 3\n"), HasSubstr("has no labels"));
  EXPECT_THAT(complaint("[[label]\n"), HasSubstr(":1:"));
  const std::string sky = "[[label]]\nname = \"sky\"\ncolour = \"#0000ff\"\n";
  EXPECT_THAT(complaint(sky + sky), HasSubstr(":4: the name sky is used twice"));
  EXPECT_THAT(complaint(sky + "[[label]]\nname = \"sea\"\ncolour = \"#0000ff\"\n"), HasSubstr("same colour"));
  EXPECT_THROW(read_label_file("no such file"), BadInput);
}

}  // namespace
}  // namespace doodle
