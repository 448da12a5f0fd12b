#include "features/random_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "doodle/error.h"
#include "features/networks.h"

namespace doodle::testing {
namespace {

using ::testing::ElementsAre;

/// The default options, changed by `change`.
template <class Change>
NetworkOptions with(const Change& change) {
  NetworkOptions options;
  change(options);
  return options;
}

TEST(RandomNetwork, HasTheArticlesLayers) {
  const NetworkSpec network = make_random_network({});
  EXPECT_THAT(layer_names(network),
              ElementsAre("1_1", "1_2", "2_1", "2_2", "3_1", "3_2", "3_3", "4_1", "4_2", "4_3"));
  std::vector<int> channels, kernels, strides;
  for (const LayerSpec& layer : network.layers) {
    channels.push_back(layer.outputs);
    kernels.push_back(layer.kernel);
    strides.push_back(layer.stride);
    EXPECT_EQ(layer.activation, Activation::elu);
    EXPECT_EQ(layer.weights.size(),
              static_cast<std::size_t>(layer.inputs * layer.outputs * layer.kernel * layer.kernel));
  }
  EXPECT_THAT(channels, ElementsAre(48, 48, 80, 80, 112, 112, 112, 176, 176, 176));
  EXPECT_THAT(kernels, ElementsAre(3, 3, 2, 3, 2, 3, 3, 2, 3, 3));
  EXPECT_THAT(strides, ElementsAre(1, 1, 2, 1, 2, 1, 1, 2, 1, 1));
  EXPECT_FLOAT_EQ(network.scale * 127.5f, 1);
  EXPECT_THAT(network.mean, ElementsAre(1, 1, 1));
}

TEST(RandomNetwork, DependsOnItsSeedAlone) {
  const NetworkSpec a = make_random_network(with([](NetworkOptions&o) { o.seed = 3; })),
                    b = make_random_network(with([](NetworkOptions&o) { o.seed = 3; })),
                    c = make_random_network(with([](NetworkOptions&o) { o.seed = 4; }));
  for (std::size_t i = 0; i < a.layers.size(); ++i) {
    EXPECT_EQ(a.layers[i].weights, b.layers[i].weights);
    EXPECT_NE(a.layers[i].weights, c.layers[i].weights);
  }
  EXPECT_EQ(a.hash, b.hash);
  EXPECT_NE(a.hash, c.hash);
}

TEST(RandomNetwork, GlorotWeightsFillTheirRangeEvenly) {
  for (const LayerSpec& layer : make_random_network({}).layers) {
    const double limit = std::sqrt(6.0 / ((layer.inputs + layer.outputs) * layer.kernel * layer.kernel));
    double sum = 0, squares = 0, largest = 0;
    for (const float w : layer.weights) {
      sum += w;
      squares += double{w} * w;
      largest = std::max(largest, std::abs(double{w}));
    }
    const auto count = static_cast<double>(layer.weights.size());
    EXPECT_LE(largest, limit * 1.0000001);
    EXPECT_NEAR(squares / count, limit * limit / 3, 0.1 * limit * limit / 3);
    EXPECT_NEAR(sum / count, 0, 5 * limit / std::sqrt(3 * count));
  }
}

TEST(RandomNetwork, OrthogonalWeightsHaveOrthonormalRowsOrColumns) {
  for (const LayerSpec& layer : make_random_network(with([](NetworkOptions& o) {
                                  o.initialisation = "orthogonal";
                                  o.units = 0.25;
                                })).layers) {
    const auto rows = static_cast<std::size_t>(layer.outputs);
    const std::size_t columns = layer.weights.size() / rows;
    const bool by_rows = rows <= columns;
    const std::size_t count = std::min(rows, columns), length = std::max(rows, columns);
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t j = 0; j <= i; ++j) {
        double product = 0;
        for (std::size_t k = 0; k < length; ++k)
          product += by_rows ? double{layer.weights[i * columns + k]} * layer.weights[j * columns + k]
                             : double{layer.weights[k * columns + i]} * layer.weights[k * columns + j];
        EXPECT_NEAR(product, i == j ? 1 : 0, 1e-6) << layer.name << " " << i << " " << j;
      }
  }
}

TEST(RandomNetwork, FollowsItsOptions) {
  const NetworkSpec pooled = make_random_network(with([](NetworkOptions& o) {
    o.padding = "reflect";
    o.activation = "leaky";
    o.down_sampling = "max";
    o.units = 0.5;
    o.depth = 2;
  }));
  EXPECT_THAT(layer_names(pooled),
              ElementsAre("1_1", "1_2", "1_3", "1_4", "2_1", "2_2", "2_3", "2_4", "3_1", "3_2", "3_3", "3_4",
                          "3_5", "3_6", "4_1", "4_2", "4_3", "4_4", "4_5", "4_6"));
  int pools = 0;
  for (const LayerSpec& layer : pooled.layers) {
    if (layer.kind == LayerKind::max_pool) {
      ++pools;
      continue;
    }
    EXPECT_EQ(layer.kind, LayerKind::convolution);
    EXPECT_EQ(layer.activation, Activation::leaky);
    EXPECT_EQ(layer.padding, Padding::reflect);
    EXPECT_EQ(layer.kernel, 3);
  }
  EXPECT_EQ(pools, 3);
  EXPECT_EQ(pooled.layers.back().outputs, 88);
  EXPECT_EQ(tap_stride(pooled, "4_1"), 8);

  const NetworkSpec strided = make_random_network(with([](NetworkOptions& o) { o.depth = 2; }));
  EXPECT_THAT(layer_names(strided), ElementsAre("1_1", "1_2", "1_3", "1_4", "2_1", "2_2", "2_3", "3_1", "3_2",
                                                "3_3", "3_4", "3_5", "4_1", "4_2", "4_3", "4_4", "4_5"));
  EXPECT_EQ(tap_stride(strided, "4_1"), 8);
}

TEST(RandomNetwork, RefusesOptionsThatDoNotExist) {
  EXPECT_THROW(make_random_network(with([](NetworkOptions& o) { o.padding = "none"; })), UsageError);
  EXPECT_THROW(make_random_network(with([](NetworkOptions& o) { o.activation = "tanh"; })), UsageError);
  EXPECT_THROW(make_random_network(with([](NetworkOptions& o) { o.down_sampling = "none"; })), UsageError);
  EXPECT_THROW(make_random_network(with([](NetworkOptions& o) { o.initialisation = "zero"; })), UsageError);
  EXPECT_THROW(make_random_network(with([](NetworkOptions& o) { o.units = 0; })), UsageError);
  EXPECT_THROW(make_random_network(with([](NetworkOptions& o) { o.units = NAN; })), UsageError);
  EXPECT_THROW(make_random_network(with([](NetworkOptions& o) { o.depth = 0; })), UsageError);
  EXPECT_THROW(make_random_network(with([](NetworkOptions& o) { o.depth = 5; })), UsageError);
}

}  // namespace
}  // namespace doodle::testing
