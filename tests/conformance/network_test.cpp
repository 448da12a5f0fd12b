#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backend/network_shape.h"
#include "conformance/network_cases.h"
#include "conformance/test_device.h"
#include "doodle/error.h"

namespace doodle::testing {
namespace {

// fp32 against fp64; Winograd loses a digit.
constexpr double tolerance = 2e-5;

/// Runs `network` on the CPU and by the oracle, with gradients at every tap, and compares features and image
/// gradient.
void compare_with_oracle(const NetworkSpec& network, const std::vector<std::string>& taps, int height,
                         int width, unsigned limit = 7) {
  const auto backend = make_backend(test_device());
  const auto plan = backend->prepare_network(network, {height, width, taps, true});
  const std::vector<float> image = quantised_image(height, width, 11, limit);
  const int count = static_cast<int>(taps.size());
  const NetworkResult result = run_network(*backend, *plan, image, height, width, count, 21);

  reference::Network oracle(network);
  oracle.forward(image, height, width, taps.back());
  std::map<std::string, reference::Planes> gradients;
  for (std::size_t i = 0; i < taps.size(); ++i) {
    EXPECT_LT(relative_error(result.taps[i], to_hwc(oracle.tap(taps[i]))), tolerance) << "tap " << taps[i];
    gradients[taps[i]] = to_planar(random_gradient(result.shapes[i], 21 + i), result.shapes[i]);
  }
  EXPECT_LT(relative_error(result.gradient, oracle.backward(gradients)), tolerance) << "image gradient";
}

struct ConvolutionCase {
  int kernel, stride;
  Padding padding;
  Activation activation;
};

class Convolutions : public ::testing::TestWithParam<ConvolutionCase> {};

struct Sizes {
  int inputs, outputs, height, width;
};

TEST_P(Convolutions, AgreeWithTheOracleAsSecondLayer) {
  for (const Sizes& size : {Sizes{16, 48, 1, 1},
                            {16, 48, 16, 17},
                            {5, 7, 1, 5},
                            {5, 7, 15, 7},
                            {16, 16, 2, 2},
                            {17, 33, 3, 4},
                            {17, 33, 33, 20}}) {
    LayerSpec first = quantised_layer("1_1", 3, size.inputs, 3, 1);
    first.activation = Activation::none;
    first.bias.clear();
    LayerSpec second = quantised_layer("1_2", size.inputs, size.outputs, GetParam().kernel, 2);
    second.stride = GetParam().stride;
    second.padding = GetParam().padding;
    second.activation = GetParam().activation;
    if (layer_output(second, {size.height, size.width, size.inputs}).positions() == 0) continue;
    SCOPED_TRACE(fmt::format("{} -> {} channels, {}x{}", size.inputs, size.outputs, size.height, size.width));
    compare_with_oracle(network_of({first, second}), {"1_1", "1_2"}, size.height, size.width);
  }
}

TEST_P(Convolutions, AgreeWithTheOracleAsFirstLayer) {
  LayerSpec layer = quantised_layer("1_1", 3, 16, GetParam().kernel, 3);
  layer.stride = GetParam().stride;
  layer.padding = GetParam().padding;
  layer.activation = GetParam().activation;
  for (const auto& [height, width] : {std::pair{1, 1}, {9, 8}, {17, 31}}) {
    if (layer_output(layer, {height, width, 3}).positions() == 0) continue;
    SCOPED_TRACE(fmt::format("{}x{}", height, width));
    compare_with_oracle(network_of({layer}), {"1_1"}, height, width);
  }
}

std::vector<ConvolutionCase> convolution_cases() {
  constexpr Activation activations[] = {Activation::none, Activation::relu, Activation::leaky,
                                        Activation::elu};
  std::vector<ConvolutionCase> cases;
  for (const int kernel : {1, 2, 3})
    for (const int stride : {1, 2})
      for (const Padding padding :
           {Padding::none, Padding::zero, Padding::replicate, Padding::reflect, Padding::wrap}) {
        const bool all = kernel == 3 && stride == 1;  // the others take turns
        for (const Activation activation : activations)
          if (all || activation == activations[(cases.size() + 1) % 4]) {
            cases.push_back({kernel, stride, padding, activation});
            if (!all) break;
          }
      }
  return cases;
}

std::string case_name(const ::testing::TestParamInfo<ConvolutionCase>& info) {
  constexpr const char* paddings[] = {"none", "zero", "replicate", "reflect", "wrap"};
  constexpr const char* activations[] = {"linear", "relu", "leaky", "elu"};
  return fmt::format("k{}_s{}_{}_{}", info.param.kernel, info.param.stride,
                     paddings[static_cast<int>(info.param.padding)],
                     activations[static_cast<int>(info.param.activation)]);
}

INSTANTIATE_TEST_SUITE_P(Network, Convolutions, ::testing::ValuesIn(convolution_cases()), case_name);

class Pools : public ::testing::TestWithParam<LayerKind> {};

TEST_P(Pools, AgreeWithTheOracle) {
  for (const int channels : {3, 16, 20}) {
    LayerSpec layer = real_layer("1_1", 3, channels, 3, 5);
    layer.activation = Activation::none;
    LayerSpec after = real_layer("2_1", channels, 8, 1, 6);
    after.activation = Activation::none;
    const NetworkSpec network = network_of({layer, pool_layer(GetParam(), "pool1"), after});
    for (const auto& [height, width] : {std::pair{2, 2}, {3, 2}, {2, 5}, {7, 9}, {16, 16}, {17, 34}})
      compare_with_oracle(network, {"2_1"}, height, width, 255);
  }
}

INSTANTIATE_TEST_SUITE_P(Network, Pools, ::testing::Values(LayerKind::average_pool, LayerKind::max_pool),
                         [](const auto& kind) { return kind.index == 0 ? "average" : "maximum"; });

/// VGG's shape, three blocks deep, with few channels.
NetworkSpec small_vgg(Padding padding, LayerKind pool, Activation activation) {
  NetworkSpec network = network_of({real_layer("1_1", 3, 16, 3, 31), real_layer("1_2", 16, 16, 3, 32),
                                    pool_layer(pool, "pool1"), real_layer("2_1", 16, 32, 3, 33),
                                    pool_layer(pool, "pool2"), real_layer("3_1", 32, 20, 3, 34)});
  for (LayerSpec& layer : network.layers) {
    layer.padding = padding;
    layer.activation = activation;
  }
  network.bgr = true;
  network.scale = 1.0f / 255;
  network.mean = {0.485f, 0.456f, 0.406f};
  network.deviation = {0.229f, 0.224f, 0.225f};
  return network;
}

TEST(Network, WholeNetworkAgreesWithTheOracleAtSeveralTaps) {
  for (const Padding padding : {Padding::zero, Padding::replicate, Padding::reflect, Padding::wrap})
    for (const LayerKind pool : {LayerKind::average_pool, LayerKind::max_pool})
      compare_with_oracle(small_vgg(padding, pool, Activation::elu), {"1_2", "2_1", "3_1"}, 21, 38, 255);
}

TEST(Network, OracleGradientIsTheSlopeOfTheOracle) {
  for (const Padding padding : {Padding::zero, Padding::replicate, Padding::reflect, Padding::wrap}) {
    const NetworkSpec network = small_vgg(padding, LayerKind::max_pool, Activation::leaky);
    reference::Network oracle(network);
    std::vector<float> image = quantised_image(9, 10, 3, 255);
    const auto loss = [&] {
      oracle.forward(image, 9, 10, "3_1");
      double sum = 0;
      for (std::size_t i = 0; i < oracle.tap("3_1").values.size(); ++i)
        sum += oracle.tap("3_1").values[i] * (random_uniform(8, 8, i) - 0.5);
      return sum;
    };
    loss();
    reference::Planes coefficients = oracle.tap("3_1");
    for (std::size_t i = 0; i < coefficients.values.size(); ++i)
      coefficients.values[i] = random_uniform(8, 8, i) - 0.5;
    const std::vector<double> gradient = oracle.backward({{"3_1", coefficients}});
    for (std::size_t i = 0; i < image.size(); i += 17) {
      const float before = image[i];
      image[i] = before + 0x1p-10f;
      const double up = loss();
      image[i] = before - 0x1p-10f;
      const double down = loss();
      image[i] = before;
      EXPECT_NEAR(gradient[i], (up - down) * 0x1p9, 1e-6) << "value " << i;
    }
  }
}

/// All products of one sign: a device that cuts off after every few additions, as tensor cores do, falls
/// short further and further.
TEST(Network, SumsOverManyChannelsDoNotFallShort) {
  LayerSpec first = real_layer("1_1", 3, 512, 1, 1), second = real_layer("1_2", 512, 8, 3, 2);
  for (LayerSpec* layer : {&first, &second}) {
    layer->activation = Activation::none;
    for (float& weight : layer->weights) weight = std::abs(weight);
  }
  compare_with_oracle(network_of({first, second}), {"1_2"}, 5, 6, 255);
}

TEST(Network, GradientIsTheSlopeAlongADirection) {
  const int height = 40, width = 28;
  for (const Activation activation : {Activation::relu, Activation::elu}) {
    const NetworkSpec network = small_vgg(Padding::reflect, LayerKind::average_pool, activation);
    const auto backend = make_backend(test_device());
    const auto plan = backend->prepare_network(network, {height, width, {"2_1", "3_1"}, true});
    const std::vector<float> image = quantised_image(height, width, 3, 255);
    const NetworkResult here = run_network(*backend, *plan, image, height, width, 2, 77);
    const auto loss = [&](double step) {
      std::vector<float> moved = image;
      for (std::size_t i = 0; i < moved.size(); ++i)
        moved[i] += static_cast<float>(step) * (random_uniform(9, 9, i) - 0.5f);
      const NetworkResult there = run_network(*backend, *plan, moved, height, width, 2, 77);
      double sum = 0;
      for (std::size_t t = 0; t < 2; ++t) {
        const std::vector<float> weights = random_gradient(there.shapes[t], 77 + t);
        for (std::size_t i = 0; i < weights.size(); ++i) sum += double{weights[i]} * double{there.taps[t][i]};
      }
      return sum;
    };
    double slope = 0, size = 0;
    for (std::size_t i = 0; i < image.size(); ++i) {
      slope += double{here.gradient[i]} * (random_uniform(9, 9, i) - 0.5);
      size += std::abs(double{here.gradient[i]} * (random_uniform(9, 9, i) - 0.5));
    }
    EXPECT_NEAR((loss(0.25) - loss(-0.25)) / 0.5, slope, 2e-3 * size);
  }
}

}  // namespace
}  // namespace doodle::testing
