#include <fmt/format.h>
#include <gtest/gtest.h>

#include "backend/network_shape.h"
#include "conformance/network_cases.h"
#include "conformance/test_device.h"

/// Networks whose products may be of fp16 numbers (NetworkPlanSpec::half).
namespace doodle::testing {
namespace {

/// fp16 rounds either factor by a part in 2^11 at most; the rest is the sums' own rounding.
constexpr double per_product = 0x1p-10 + 1e-5;

/// A layer of the values' magnitudes: what its sums add up without regard to signs.
LayerSpec magnitudes(LayerSpec layer) {
  for (float& weight : layer.weights) weight = std::abs(weight);
  for (float& bias : layer.bias) bias = std::abs(bias);
  return layer;
}

void expect_within(const std::vector<float>& values, const std::vector<double>& expected,
                   const std::vector<double>& sums) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    ASSERT_NEAR(values[i], expected[i], per_product * sums[i] + 1e-30) << i;
}

reference::Planes absolute(reference::Planes map) {
  for (double& value : map.values) value = std::abs(value);
  return map;
}

void expect_bounded_errors(const LayerSpec& layer, int height, int width) {
  SCOPED_TRACE(fmt::format("{} -> {} channels, kernel {}, stride {}, {}x{}", layer.inputs, layer.outputs,
                           layer.kernel, layer.stride, height, width));
  const auto backend = make_backend(test_device());
  const NetworkSpec network = network_of({layer}), all = network_of({magnitudes(layer)});
  const auto plan = backend->prepare_network(network, {height, width, {"1_1"}, true, {}, true});
  const std::vector<float> image = quantised_image(height, width, 11, 255);
  const NetworkResult result = run_network(*backend, *plan, image, height, width, 1, 21);

  reference::Network oracle(network), sums(all);
  oracle.forward(image, height, width, "1_1");
  sums.forward(image, height, width, "1_1");
  expect_within(result.taps[0], to_hwc(oracle.tap("1_1")), to_hwc(sums.tap("1_1")));
  const reference::Planes gradient = to_planar(random_gradient(result.shapes[0], 21), result.shapes[0]);
  expect_within(result.gradient, oracle.backward({{"1_1", gradient}}),
                sums.backward({{"1_1", absolute(gradient)}}));
}

TEST(HalfNetwork, ErrorsAreThoseOfTheirFactors) {
  for (const int outputs : {5, 64, 70}) {
    for (const int kernel : {1, 2, 3}) {
      for (const int stride : {1, 2}) {
        LayerSpec layer = real_layer("1_1", 3, outputs, kernel, 7);
        layer.activation = Activation::none;
        layer.stride = stride;
        layer.padding = Padding::reflect;
        expect_bounded_errors(layer, 13, 17);
      }
    }
  }
}

/// VGG's shape in small, without kinks, at which rounding would turn a slope on or off.
NetworkSpec smooth_network() {
  NetworkSpec network = network_of({real_layer("1_1", 3, 16, 3, 31), real_layer("1_2", 16, 40, 3, 32),
                                    pool_layer(LayerKind::average_pool, "pool1"),
                                    real_layer("2_1", 40, 72, 3, 33), real_layer("2_2", 72, 20, 3, 34)});
  for (LayerSpec& layer : network.layers) layer.activation = Activation::elu;
  network.scale = 1.0f / 255;
  return network;
}

TEST(HalfNetwork, IsCloseToTheOracleSeveralLayersDeep) {
  const int height = 21, width = 34;
  const NetworkSpec network = smooth_network();
  const auto backend = make_backend(test_device());
  const auto plan = backend->prepare_network(network, {height, width, {"1_2", "2_2"}, true, {}, true});
  const std::vector<float> image = quantised_image(height, width, 11, 255);
  const NetworkResult result = run_network(*backend, *plan, image, height, width, 2, 21);
  reference::Network oracle(network);
  oracle.forward(image, height, width, "2_2");
  std::map<std::string, reference::Planes> gradients;
  for (std::size_t t = 0; t < 2; ++t) {
    const std::string name = t == 0 ? "1_2" : "2_2";
    EXPECT_LT(relative_error(result.taps[t], to_hwc(oracle.tap(name))), 1e-3) << name;
    gradients[name] = to_planar(random_gradient(result.shapes[t], 21 + t), result.shapes[t]);
  }
  EXPECT_LT(relative_error(result.gradient, oracle.backward(gradients)), 2e-3);
}

/// However large or small the numbers are: a network without biases and kinks scales by powers of two
/// exactly.
TEST(HalfNetwork, NeitherOverflowsNorUnderflows) {
  NetworkSpec network = smooth_network();
  for (LayerSpec& layer : network.layers) {
    layer.activation = Activation::none;
    layer.bias.clear();
  }
  const int height = 11, width = 14;
  const auto backend = make_backend(test_device());
  const auto run = [&](float image_scale, float gradient_scale) {
    NetworkSpec scaled = network;
    scaled.scale *= image_scale;
    const auto plan = backend->prepare_network(scaled, {height, width, {"2_2"}, true, {}, true});
    plan->forward(backend->upload<float>({height, width, 3}, quantised_image(height, width, 5, 255).data()));
    std::vector<float> gradient = random_gradient(plan->tap(0).shape(), 3);
    for (float& value : gradient) value *= gradient_scale / image_scale;
    backend->upload_bytes(gradient.data(), plan->tap_gradient(0).data(), gradient.size() * sizeof(float));
    Tensor<float> result = backend->allocate<float>({height, width, 3});
    plan->backward(result);
    return std::pair{backend->download(plan->tap(0)), backend->download(result)};
  };
  const auto [features, gradients] = run(1, 1);
  for (const float scale : {0x1p30f, 0x1p-30f}) {
    auto [large, small] = run(scale, 1 / scale);
    for (float& value : large) value /= scale;
    for (float& value : small) value *= scale;
    EXPECT_TRUE(large == features) << scale;
    EXPECT_TRUE(small == gradients) << scale;
  }
}

TEST(HalfNetwork, ABlackImageHasNoFeatures) {
  NetworkSpec network = smooth_network();
  for (LayerSpec& layer : network.layers) layer.bias.clear();
  const auto backend = make_backend(test_device());
  const auto plan = backend->prepare_network(network, {8, 8, {"2_2"}, true, {}, true});
  const NetworkResult result = run_network(*backend, *plan, std::vector<float>(8 * 8 * 3), 8, 8, 1, 3);
  for (const float value : result.taps[0]) EXPECT_EQ(value, 0);
  EXPECT_LT(relative_error(result.gradient, result.gradient), 1) << "numbers";
}

}  // namespace
}  // namespace doodle::testing
