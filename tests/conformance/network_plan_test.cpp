#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/parallel.h"
#include "conformance/network_cases.h"
#include "conformance/test_device.h"
#include "doodle/error.h"

namespace doodle::testing {
namespace {

/// Convolutions of every kind between them: planar and blocked, padded in every way, strided, 1x1, pooled,
/// fused activations and separate ones.
NetworkSpec mixed_network() {
  NetworkSpec network =
      network_of({real_layer("1_1", 3, 48, 3, 41), real_layer("1_2", 48, 64, 3, 42),
                  pool_layer(LayerKind::max_pool, "pool1"), real_layer("2_1", 64, 64, 3, 43),
                  real_layer("2_2", 64, 80, 2, 44), real_layer("2_3", 80, 128, 1, 45),
                  pool_layer(LayerKind::average_pool, "pool2"), real_layer("3_1", 128, 40, 3, 46),
                  real_layer("3_2", 40, 256, 3, 47), real_layer("3_3", 256, 256, 3, 48)});
  network.scale = 1.0f / 127.5f;
  network.mean = {1, 1, 1};
  network.layers[1].padding = Padding::reflect;
  network.layers[3].padding = Padding::replicate;
  network.layers[3].activation = Activation::elu;
  network.layers[4].stride = 2;
  network.layers[4].activation = Activation::leaky;
  network.layers[5].activation = Activation::elu;
  return network;
}

const std::vector<std::string> mixed_taps{"1_1", "2_2", "3_3"};

/// A picture's size; a small one where every product is emulated.
const int tall = test_device() == "emulated" ? 22 : 64, wide = test_device() == "emulated" ? 19 : 48;

NetworkResult run_mixed(int threads, int height, int width, int running_threads = 0) {
  const auto backend = make_backend(test_device());
  const ThreadScope scope(threads);
  const auto plan = backend->prepare_network(mixed_network(), {height, width, mixed_taps, true});
  const ThreadScope running(running_threads);
  return run_network(*backend, *plan, quantised_image(height, width, 5, 255), height, width, 3, 6);
}

void expect_same_bytes(const NetworkResult& a, const NetworkResult& b) {
  for (std::size_t i = 0; i < a.taps.size(); ++i) EXPECT_TRUE(a.taps[i] == b.taps[i]) << "tap " << i;
  EXPECT_TRUE(a.gradient == b.gradient);
}

TEST(NetworkPlan, BytesDoNotDependOnTheNumberOfThreads) {
  for (const auto& [height, width] : {std::pair{17, 23}, {64, 48}, {90, 131}}) {
    const NetworkResult one = run_mixed(1, height, width);
    for (const int threads : {2, 3, 7, 20}) {
      SCOPED_TRACE(fmt::format("{}x{}, {} threads", height, width, threads));
      expect_same_bytes(one, run_mixed(threads, height, width));
    }
  }
}

TEST(NetworkPlan, RunsWithFewerOrMoreThreadsThanItWasMadeFor) {
  const NetworkResult one = run_mixed(1, 64, 48);
  expect_same_bytes(one, run_mixed(3, 64, 48, 1));
  expect_same_bytes(one, run_mixed(3, 64, 48, 2));
  expect_same_bytes(one, run_mixed(1, 64, 48, 3));
}

TEST(NetworkPlan, RunsOnAnotherThreadThanItWasMadeOn) {
  const NetworkResult here = run_mixed(2, tall, wide);
  const auto backend = make_backend(test_device());
  const auto plan = backend->prepare_network(mixed_network(), {tall, wide, mixed_taps, true});
  NetworkResult there;
  std::thread([&] {
    there = run_network(*backend, *plan, quantised_image(tall, wide, 5, 255), tall, wide, 3, 6);
  }).join();
  expect_same_bytes(here, there);
}

TEST(NetworkPlan, RepeatsItselfWhateverWasRunBetween) {
  const auto backend = make_backend(test_device());
  const auto plan = backend->prepare_network(mixed_network(), {wide, tall, mixed_taps, true});
  const std::vector<float> image = quantised_image(wide, tall, 5, 255);
  const NetworkResult before = run_network(*backend, *plan, image, wide, tall, 3, 6);
  run_network(*backend, *plan, quantised_image(wide, tall, 99, 255), wide, tall, 3, 98);
  expect_same_bytes(before, run_network(*backend, *plan, image, wide, tall, 3, 6));
}

TEST(NetworkPlan, WithoutGradientsHasTheSameFeatures) {
  const auto backend = make_backend(test_device());
  const auto plan = backend->prepare_network(mixed_network(), {tall, wide, mixed_taps, false});
  const std::vector<float> image = quantised_image(tall, wide, 5, 255);
  plan->forward(backend->upload({tall, wide, 3}, image.data()));
  const NetworkResult full = run_mixed(2, tall, wide);
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(backend->download(plan->tap(i)) == full.taps[static_cast<std::size_t>(i)]) << "tap " << i;
  Tensor<float> gradient = backend->allocate<float>({tall, wide, 3});
  EXPECT_THROW(plan->backward(gradient), Error);
  EXPECT_THROW(plan->tap_gradient(0), Error);
}

TEST(NetworkPlan, TapGradientsAddUpAndStartAtZero) {
  const auto backend = make_backend(test_device());
  const auto gradient_of = [&](const std::vector<std::string>& taps, const std::vector<float>& factors) {
    const auto plan = backend->prepare_network(mixed_network(), {20, 20, taps, true});
    const std::vector<float> image = quantised_image(20, 20, 5, 255);
    plan->forward(backend->upload({20, 20, 3}, image.data()));
    for (std::size_t i = 0; i < taps.size(); ++i) {
      if (factors[i] == 0) continue;  // left as it was made
      Tensor<float>& gradient = plan->tap_gradient(static_cast<int>(i));
      const std::vector<float> values(gradient.size(), factors[i]);
      backend->upload_bytes(values.data(), gradient.data(), values.size() * sizeof(float));
    }
    Tensor<float> gradient = backend->allocate<float>({20, 20, 3});
    plan->backward(gradient);
    return backend->download(gradient);
  };
  const std::vector<float> single = gradient_of({"2_1"}, {3});
  EXPECT_GT(*std::max_element(single.begin(), single.end()), 0);
  EXPECT_TRUE(gradient_of({"2_1", "2_1"}, {1, 2}) == single) << "one layer tapped twice";
  EXPECT_LT(relative_error(gradient_of({"3_3", "2_1"}, {0, 3}), single), 1e-6)
      << "a deeper tap without gradient";
}

TEST(NetworkPlan, RefusesWhatItCannotRun) {
  const auto backend = make_backend(test_device());
  const NetworkSpec network = mixed_network();
  const auto prepare = [&](int height, int width, const std::vector<std::string>& taps) {
    return [=, &network, &backend] { backend->prepare_network(network, {height, width, taps, true}); };
  };
  const auto refusal = [](const char* reason) {
    return ::testing::ThrowsMessage<Error>(::testing::HasSubstr(reason));
  };
  EXPECT_THAT(prepare(7, 64, {"3_1"}), refusal("too small"));
  EXPECT_THAT(prepare(64, 7, {"3_1"}), refusal("too small"));
  EXPECT_THAT(prepare(0, 64, {"1_1"}), refusal("too small"));
  EXPECT_NO_THROW(prepare(8, 8, {"3_3"})());
  EXPECT_THAT(prepare(64, 64, {"9_9"}), refusal("names no convolution"));
  EXPECT_THAT(prepare(64, 64, {"pool1"}), refusal("names no convolution"));
  EXPECT_THAT(prepare(64, 64, {}), refusal("needs a tap"));

  const auto plan = backend->prepare_network(network, {16, 16, {"1_1"}, true});
  Tensor<float> wrong = backend->allocate<float>({16, 17, 3});
  EXPECT_THAT([&] { plan->forward(wrong); }, refusal("size"));
  EXPECT_THAT([&] { plan->backward(wrong); }, refusal("size"));
}

}  // namespace
}  // namespace doodle::testing
