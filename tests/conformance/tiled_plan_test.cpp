#include "backend/tiled_plan.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "conformance/network_cases.h"
#include "conformance/test_device.h"

/// A network that is run tile by tile.
namespace doodle::testing {
namespace {

/// VGG's shape in small, and what else layers may be: padded in several ways, strided, 1x1.
NetworkSpec mixed_network(Padding padding) {
  NetworkSpec network =
      network_of({real_layer("1_1", 3, 8, 3, 31), pool_layer(LayerKind::average_pool, "pool1"),
                  real_layer("2_1", 8, 12, 3, 33), real_layer("2_2", 12, 10, 1, 35),
                  pool_layer(LayerKind::max_pool, "pool2"), real_layer("3_1", 10, 9, 3, 34)});
  for (LayerSpec& layer : network.layers) {
    layer.padding = padding;
    layer.activation = Activation::elu;
  }
  network.scale = 1.0f / 255;
  return network;
}

void expect_like_the_whole(const NetworkSpec& network, const NetworkPlanSpec& spec) {
  const auto backend = make_backend(test_device());
  const auto make = [&](const NetworkPlanSpec& part) { return backend->prepare_network(network, part); };
  const std::vector<float> image = quantised_image(spec.height, spec.width, 11, 255);
  const int taps = static_cast<int>(spec.taps.size());
  const NetworkResult whole = run_network(*backend, *make(spec), image, spec.height, spec.width, taps, 21);
  const std::vector<Size> sizes = tile_sizes(network, spec);
  ASSERT_FALSE(sizes.empty());
  const Size size = sizes.back();
  SCOPED_TRACE(fmt::format("{}x{} in {}x{}", spec.width, spec.height, size.width, size.height));
  const auto plan = make_tiled_plan(*backend, network, spec, size, make);
  const NetworkResult tiled = run_network(*backend, *plan, image, spec.height, spec.width, taps, 21);
  for (std::size_t t = 0; t < whole.taps.size(); ++t) {
    EXPECT_EQ(tiled.shapes[t], whole.shapes[t]);
    EXPECT_LT(relative_error(tiled.taps[t], whole.taps[t]), 1e-5) << spec.taps[t];
  }
  EXPECT_LT(relative_error(tiled.gradient, whole.gradient), 1e-5) << "image gradient";
}

TEST(TiledPlan, GivesWhatTheWholePlanGives) {
  expect_like_the_whole(mixed_network(Padding::zero), {31, 45, {"1_1", "2_2", "3_1"}, true});
  expect_like_the_whole(mixed_network(Padding::none), {83, 24, {"1_1", "2_2", "3_1"}, true});
}

TEST(TiledPlan, LeavesAnAxisThatWrapsWhole) {
  expect_like_the_whole(mixed_network(Padding::zero), {47, 16, {"2_1", "3_1"}, true, {true, false}});
  expect_like_the_whole(mixed_network(Padding::zero), {16, 47, {"3_1"}, true, {false, true}});
  EXPECT_TRUE(tile_sizes(mixed_network(Padding::zero), {64, 64, {"3_1"}, true, {true, true}}).empty());
}

TEST(TiledPlan, SizesShrinkToTheSmallest) {
  const NetworkSpec network = mixed_network(Padding::zero);
  const std::vector<Size> sizes = tile_sizes(network, {300, 200, {"3_1"}, true});
  ASSERT_GT(sizes.size(), 3u);
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    EXPECT_LE(sizes[i].width, sizes[i - 1].width);
    EXPECT_LE(sizes[i].height, sizes[i - 1].height);
    EXPECT_NE(sizes[i], sizes[i - 1]);
  }
  EXPECT_LE(sizes.back().height, 40);
  EXPECT_TRUE(tile_sizes(network, {16, 16, {"3_1"}, true}).empty()) << "an image is no larger than a tile";
}

}  // namespace
}  // namespace doodle::testing
