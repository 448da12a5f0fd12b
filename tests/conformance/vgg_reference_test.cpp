#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "conformance/network_cases.h"
#include "conformance/test_device.h"
#include "features/model_files.h"
#include "features/networks.h"
#include "registry/sha256.h"

/// Real networks against what PyTorch computed once in double precision (tools/make_vgg_reference.py).
namespace doodle::testing {
namespace {

/// Whole numbers 0..255, as the tool makes them.
std::vector<float> pattern(std::size_t count, std::size_t salt) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = static_cast<float>((((i + salt) * 2654435761u & 0xffffffffu) >> 13) & 255);
  return values;
}

nlohmann::json reference() {
  std::ifstream file(DOODLE_SOURCE_DIR "/tests/data/vgg_reference.json");
  return nlohmann::json::parse(file);
}

void expect_features(const std::vector<float>& features, const nlohmann::json& tap, std::size_t step) {
  std::vector<float> kept;
  double sum = 0;
  for (std::size_t i = 0; i < features.size(); ++i) {
    sum += features[i];
    if (i % step == 0) kept.push_back(features[i]);
  }
  EXPECT_LT(relative_error(kept, tap["every"].get<std::vector<double>>()), 1e-5);
  EXPECT_NEAR(sum, tap["sum"].get<double>(), 1e-5 * tap["sum"].get<double>());
}

class VggReference : public ::testing::TestWithParam<std::size_t> {};

TEST_P(VggReference, IsMetForwardAndBackward) {
  const nlohmann::json all = reference();
  const nlohmann::json& expected = all["networks"][GetParam()];
  const std::string path = DOODLE_SOURCE_DIR "/../shared/models/" + expected["file"].get<std::string>();
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the weights are not here: " << path;
  ASSERT_EQ(sha256_of_file(path), expected["sha256"].get<std::string>());

  NetworkOptions options;
  options.model = path;
  const NetworkSpec network = load_network(options);
  std::vector<std::string> taps;
  for (const auto& tap : expected["taps"].items()) taps.push_back(tap.key());
  const Shape size{all["height"], all["width"], 3};
  const auto backend = make_backend(test_device());
  const auto plan = backend->prepare_network(network, {size.height, size.width, taps, true});
  plan->forward(backend->upload(size, pattern(size.size(), 1).data()));
  for (std::size_t t = 0; t < taps.size(); ++t) {
    SCOPED_TRACE("layer " + taps[t]);
    const Tensor<float>& tap = plan->tap(static_cast<int>(t));
    EXPECT_EQ(tap.shape(), tap_shape(network, taps[t], size.height, size.width));
    EXPECT_EQ(tap.shape().channels, expected["taps"][taps[t]]["channels"].get<int>());
    expect_features(backend->download(tap), expected["taps"][taps[t]], all["step"].get<std::size_t>());
    std::vector<float> gradient = pattern(tap.size(), 7);
    for (float& value : gradient) value = value / 255 - 0.5f;
    backend->upload_bytes(gradient.data(), plan->tap_gradient(static_cast<int>(t)).data(),
                          gradient.size() * sizeof(float));
  }
  Tensor<float> gradient = backend->allocate<float>(size);
  plan->backward(gradient);
  EXPECT_LT(relative_error(backend->download(gradient), expected["gradient"].get<std::vector<double>>()),
            1e-4);
}

INSTANTIATE_TEST_SUITE_P(Network, VggReference, ::testing::Values(0, 1),
                         [](const auto& index) { return index.param == 0 ? "vgg19" : "thin"; });

}  // namespace
}  // namespace doodle::testing
