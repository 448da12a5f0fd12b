#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "features/networks.h"
#include "style/objective.h"
#include "style_fixture.h"
#include "synthesis/phase_input.h"

namespace doodle {
namespace {

struct Evaluated {
  double loss = 0;
  std::vector<float> gradient;
};

Evaluated evaluate(const StyleRequest& request, const Image& image, int side) {
  const auto backend = make_backend("cpu");
  const StyleProblem problem = prepare_style_problem(request);
  StyleObjective objective(*backend, problem, image.size(), side);
  const Tensor<float> x = upload_image(*backend, image);
  Tensor<float> gradient = backend->allocate<float>(x.shape());
  Tensor<double> loss = backend->allocate<double>({1, 1, 1});
  objective.evaluate(x, gradient, loss);
  return {backend->download(loss).front(), backend->download(gradient)};
}

/// A map of two labels, the border at `share` of the width.
Image two_labels(int width, int height, double share) {
  Image map = make_image(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = static_cast<int>(width * share); x < width; ++x) map.at(y, x)[0] = 255;
  return map;
}

StyleRequest request_of(const std::string& kind) {
  StyleRequest request = small_request();
  StyleLossOptions& loss = request.options.loss;
  loss.kind = kind.starts_with("wasserstein") ? "wasserstein" : "gram";
  if (kind == "gatys") loss.layer_scale = kind;
  if (kind == "patches") loss.patch_weight = 100;
  if (kind == "regions" || kind == "wasserstein regions") {
    request.styles[0].map = two_labels(44, 52, 0.3);
    request.target_map = two_labels(48, 40, 0.6);
  }
  if (kind == "two styles") request.styles.push_back({blots(40, 40, 3), std::nullopt, 3});
  return request;
}

class StyleLosses : public testing::TestWithParam<const char*> {};

/// The slope along the gradient is its square: differences of the whole objective, network and all.
TEST_P(StyleLosses, GradientIsTheSlope) {
  StyleRequest request = request_of(GetParam());
  const Image image = blots(48, 40, 7);
  const Evaluated here = evaluate(request, image, 0);
  double square = 0, largest = 0;
  for (float g : here.gradient) {
    square += static_cast<double>(g) * static_cast<double>(g);
    largest = std::max(largest, static_cast<double>(std::abs(g)));
  }
  ASSERT_GT(square, 0);
  const double step = 0.02 / largest;
  Image ahead = image, behind = image;
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    ahead.pixels[i] += static_cast<float>(step) * here.gradient[i];
    behind.pixels[i] -= static_cast<float>(step) * here.gradient[i];
  }
  const double slope = (evaluate(request, ahead, 0).loss - evaluate(request, behind, 0).loss) / (2 * step);
  EXPECT_NEAR(slope, square, 0.01 * square);
}

TEST_P(StyleLosses, TilesGiveWhatTheWholeGives) {
  StyleRequest request = request_of(GetParam());
  request.content = blots(150, 170, 1);
  if (request.target_map) request.target_map = two_labels(150, 170, 0.6);
  const Image image = blots(150, 170, 8);
  const Evaluated whole = evaluate(request, image, 0), tiled = evaluate(request, image, 128);
  EXPECT_NEAR(tiled.loss, whole.loss, 1e-5 * whole.loss);
  double largest = 0;
  for (float g : whole.gradient) largest = std::max(largest, static_cast<double>(std::abs(g)));
  for (std::size_t i = 0; i < whole.gradient.size(); ++i)
    ASSERT_NEAR(static_cast<double>(tiled.gradient[i]), static_cast<double>(whole.gradient[i]),
                1e-4 * largest)
        << "at " << i;
}

TEST_P(StyleLosses, HaveTheSameBytesWithAnyThreads) {
  const StyleRequest request = request_of(GetParam());
  const Image image = blots(48, 40, 7);
  const Evaluated one = [&] {
    const ThreadScope scope(1);
    return evaluate(request, image, 0);
  }();
  for (int threads : {2, 3}) {
    const ThreadScope scope(threads);
    const Evaluated again = evaluate(request, image, 0);
    EXPECT_EQ(again.loss, one.loss);
    EXPECT_EQ(again.gradient, one.gradient);
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, StyleLosses,
                         testing::Values("gram", "gatys", "wasserstein", "patches", "regions",
                                         "wasserstein regions", "two styles"));

TEST(StyleObjectiveTest, IsZeroWhereTheStyleItselfIsPainted) {
  for (const char* kind : {"gram", "wasserstein"}) {
    StyleRequest request = request_of(kind);
    request.styles[0].image = request.content;
    request.options.loss.smoothness = 0;
    EXPECT_NEAR(evaluate(request, request.content, 0).loss, 0, 1e-6) << kind;
  }
}

/// With red for A and black for B, the left half must not feel what style B is like.
TEST(StyleObjectiveTest, RegionsTakeTheMannerOfTheirOwnStyle) {
  StyleRequest request = small_request(64, 64);
  request.options.loss.content_weight = request.options.loss.smoothness = 0;
  request.options.loss.style_layers = {"1_1"};
  request.target_map = two_labels(64, 64, 0.5);
  request.styles[0].map = two_labels(44, 52, 1);
  request.styles.push_back({blots(40, 40, 3), two_labels(40, 40, 0), 1});
  const Image image = blots(64, 64, 9);
  const Evaluated first = evaluate(request, image, 0);
  request.styles[1].image = blots(40, 40, 4);
  const Evaluated second = evaluate(request, image, 0);
  EXPECT_NE(first.loss, second.loss);
  for (int y = 0; y < 64; ++y)
    for (int x = 0; x < 28; ++x) {
      const std::size_t i = static_cast<std::size_t>(y * 64 + x) * 3;
      ASSERT_EQ(first.gradient[i], second.gradient[i]) << x << ", " << y;
    }
}

}  // namespace
}  // namespace doodle
