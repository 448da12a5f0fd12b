#include "doodle/style.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "doodle/error.h"
#include "style/colours.h"
#include "style/memory_plan.h"
#include "style/objective.h"
#include "style_fixture.h"

namespace doodle {
namespace {

using testing::HasSubstr;

template <class E>
void expect_error(const StyleRequest& request, const char* text) {
  try {
    transfer_style(request);
    FAIL() << "no error";
  } catch (const E& error) {
    EXPECT_THAT(error.what(), HasSubstr(text));
  }
}

double mean(const Image& image, std::size_t channel) {
  double sum = 0;
  for (std::size_t i = channel; i < image.pixels.size(); i += 3) sum += static_cast<double>(image.pixels[i]);
  return sum * 3 / static_cast<double>(image.pixels.size());
}

TEST(TransferStyle, LowersTheLossInEveryPhase) {
  StyleRequest request = small_request();
  request.options.schedule.phases = 2;
  request.options.schedule.iterations = 8;
  std::vector<std::vector<double>> losses(2);
  const PaintResult result = transfer_style(request, [&](const Progress& progress) {
    if (progress.stage == Stage::refine)
      losses[static_cast<std::size_t>(progress.phase)].push_back(progress.loss);
    return true;
  });
  EXPECT_EQ(result.image.size(), request.content.size());
  ASSERT_EQ(result.phases.size(), 2u);
  EXPECT_EQ(result.phases[0].size, (Size{34, 28}));
  for (const auto& phase : losses) {
    ASSERT_EQ(phase.size(), 8u);
    EXPECT_LT(phase.back(), 0.8 * phase.front());
  }
}

TEST(TransferStyle, EveryChoiceGivesAPicture) {
  std::vector<StyleRequest> requests(6, small_request());
  requests[0].options.loss.kind = "gram";
  requests[1].options.colours = "luminance";
  requests[2].options.colours = "histogram";
  requests[3].options.schedule.optimiser = "adam";
  requests[4].options.seed.kind = "noise";
  requests[5].options.loss.style_weight = 0;
  requests[5].options.loss.patch_weight = 100;
  for (const StyleRequest& request : requests) {
    const Image image = transfer_style(request).image;
    EXPECT_EQ(image.size(), request.content.size());
    for (float value : image.pixels) ASSERT_TRUE(value >= 0 && value <= 255);
  }
}

TEST(TransferStyle, GivesTheSameBytesForTheSameSeed) {
  StyleRequest request = small_request();
  request.options.seed.kind = "noise";
  const Image first = transfer_style(request).image;
  request.options.run.threads = 3;
  EXPECT_EQ(transfer_style(request).image.pixels, first.pixels);
  request.options.seed.random_seed = 1;
  EXPECT_NE(transfer_style(request).image.pixels, first.pixels);
}

TEST(TransferStyle, CancelledKeepsThePictureAndItsSize) {
  StyleRequest request = small_request();
  request.options.schedule.phases = 3;
  const PaintResult result = transfer_style(request, [](const Progress& p) { return p.step < 2; });
  EXPECT_TRUE(result.cancelled);
  EXPECT_EQ(result.image.size(), request.content.size());
  EXPECT_EQ(result.phases.size(), 1u);
}

TEST(TransferStyle, WorksInTilesWhenMemoryIsShort) {
  StyleRequest request = small_request(300, 280);
  request.options.schedule.tiled_iterations = 1;
  request.options.schedule.iterations = 1;
  request.options.loss.style_layers = {"1_1"};  // other layers reach further, and make the tiles overlap more
  request.options.loss.patch_weight = 1;
  request.options.network.units = 1.0 / 16;
  const StyleEstimate whole = estimate_style(request);
  EXPECT_EQ(whole.tiles, 1);
  EXPECT_GT(whole.seconds, 0);
  request.options.memory_gib = 0.8 * static_cast<double>(whole.bytes) / (1024.0 * 1024 * 1024);
  const StyleEstimate tiled = estimate_style(request);
  EXPECT_GT(tiled.tiles, 1);
  EXPECT_LT(tiled.bytes, whole.bytes);
  EXPECT_EQ(transfer_style(request).image.size(), request.content.size());
  const auto backend = make_backend("cpu");
  const StyleProblem problem = prepare_style_problem(request);
  const MemoryPlan plan = plan_memory(problem, problem.size);
  EXPECT_EQ(tiled.tiles, StyleObjective(*backend, problem, problem.size, plan.side).tiles());
  request.options.memory_gib = 0.01;
  expect_error<OutOfMemory>(request, "raise --memory or take a smaller --output-size");
}

TEST(TransferStyle, RefusesWhatCannotBe) {
  StyleRequest request = small_request();
  request.options.loss.style_layers = {"9_9"};
  expect_error<UsageError>(request, "has no layer 9_9");
  request = small_request();
  request.styles.clear();
  expect_error<UsageError>(request, "no style was given");
  request = small_request();
  request.styles[0].weight = 0;
  expect_error<UsageError>(request, "the weight of style 1 is 0");
  request = small_request();
  request.target_map = make_image(48, 40);
  expect_error<UsageError>(request, "style 1 has no map");
  request = small_request();
  request.options.loss.kind = "squares";
  expect_error<UsageError>(request, "loss is 'squares'; choose one of gram, wasserstein");
  request = small_request();
  request.content.pixels[5] = NAN;
  expect_error<BadInput>(request, "the content image");
}

TEST(TransferStyle, SaysWhichDefaultLayersANamedNetworkLacks) {
  StyleRequest request = small_request();
  request.options.network.model.clear();  // the default
  EXPECT_THAT(estimate_style(request).notices, testing::Not(testing::Contains(HasSubstr("has no layer"))));
  request.options.network.model = "thin";
  EXPECT_THAT(estimate_style(request).notices,
              testing::Contains(HasSubstr("has no layer 5_1: style layers are 1_1, 2_1, 3_1, 4_1")));
}

TEST(Colours, LinearMatchingGivesMeanAndCovariance) {
  const Image style = blots(30, 40, 1);
  Image content = blots(50, 20, 2);
  for (std::size_t i = 0; i < content.pixels.size(); i += 3)
    content.pixels[i] = 100 + 0.2f * content.pixels[i];
  for (float& value : content.pixels)
    value = 60 + 0.5f * value;  // away from the ends, where values are cut off
  const Image matched = match_colours(style, content);
  const auto product = [](const Image& image, std::size_t i, std::size_t j) {
    double sum = 0;
    for (std::size_t p = 0; p < image.pixels.size(); p += 3)
      sum += (static_cast<double>(image.pixels[p + i]) - mean(image, i)) *
             (static_cast<double>(image.pixels[p + j]) - mean(image, j));
    return sum * 3 / static_cast<double>(image.pixels.size());
  };
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(mean(matched, i), mean(content, i), 1);
    for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(product(matched, i, j), product(content, i, j), 30);
  }
}

TEST(Colours, HistogramMatchingGivesTheSameQuantiles) {
  const Image style = blots(30, 40, 1), content = blots(50, 20, 2);
  const Image matched = match_histograms(style, content);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(mean(matched, c), mean(content, c), 1);
  const auto [low, high] = std::minmax_element(content.pixels.begin(), content.pixels.end());
  for (float value : matched.pixels) ASSERT_TRUE(value >= *low && value <= *high);
}

TEST(Colours, LuminanceKeepsTheContentsHue) {
  StyleRequest request = small_request();
  for (std::size_t p = 0; p < request.content.pixels.size(); p += 3) {
    request.content.pixels[p] = 120 + 0.1f * request.content.pixels[p];
    request.content.pixels[p + 1] = request.content.pixels[p] - 40;
    request.content.pixels[p + 2] = request.content.pixels[p] - 60;
  }
  request.options.colours = "luminance";
  const Image image = transfer_style(request).image;
  EXPECT_NEAR(mean(image, 0) - mean(image, 1), 40, 4);
  EXPECT_NEAR(mean(image, 0) - mean(image, 2), 60, 6);
}

}  // namespace
}  // namespace doodle
