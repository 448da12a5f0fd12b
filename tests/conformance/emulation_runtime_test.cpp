#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <thread>

#include "backend/backend.h"
#include "conformance/network_cases.h"
#include "doodle/error.h"
#include "emulation/device.h"
#include "emulation/memory.h"
#include "emulation/runtime.h"
#include "launch.h"
#include "network_arrays.h"

/// What the host does around the kernels: devices, threads, memory, waiting.
namespace doodle::cuda {
namespace {

class Runtime : public ::testing::Test {
 protected:
  void SetUp() override { register_emulated_device(); }
  void TearDown() override { emulation::limit_memory(std::numeric_limits<std::size_t>::max()); }
};

/// Launches of both devices while `work` runs.
template <class Work>
std::pair<std::size_t, std::size_t> launches(const Work& work) {
  const auto first = emulation::traffic(0), second = emulation::traffic(1);
  work();
  return {emulation::traffic(0).launches - first.launches, emulation::traffic(1).launches - second.launches};
}

TEST_F(Runtime, each_backend_works_on_its_own_device) {
  const auto first = make_backend("emulated"), second = make_backend("emulated:1");
  const auto smooth = [](Backend& backend) {
    Tensor<float> image = backend.allocate<float>({8, 8, 3});
    Tensor<double> loss = backend.allocate<double>({1, 1, 1});
    backend.zero(image);
    make_backend("emulated")->synchronise();  // which is now the thread's, unless an operation says otherwise
    backend.smoothness_loss(image, 1, {image, loss});
    make_backend("emulated")->synchronise();
    backend.total_variation_loss(image, 1, {image, loss});
  };
  EXPECT_THAT(launches([&] { smooth(*first); }), ::testing::Pair(::testing::Gt(0u), 0u));
  EXPECT_THAT(launches([&] { smooth(*second); }), ::testing::Pair(0u, ::testing::Gt(0u)));
  EXPECT_THAT(launches([&] { smooth(*first); }), ::testing::Pair(::testing::Gt(0u), 0u));
}

TEST_F(Runtime, a_plan_works_on_its_device_whichever_thread_runs_it) {
  const auto first = make_backend("emulated"), second = make_backend("emulated:1");
  const NetworkSpec network = testing::network_of({testing::real_layer("1_1", 3, 8, 3, 1)});
  const auto plan = second->prepare_network(network, {8, 8, {"1_1"}, false});
  const Tensor<float> image = second->upload<float>({8, 8, 3}, testing::quantised_image(8, 8, 1).data());
  const auto run = [&] {
    first->synchronise();
    plan->forward(image);
  };
  EXPECT_THAT(launches(run), ::testing::Pair(0u, ::testing::Gt(0u)));
  EXPECT_THAT(launches([&] { std::thread(run).join(); }), ::testing::Pair(0u, ::testing::Gt(0u)));
}

TEST_F(Runtime, lack_of_memory_names_the_amount_and_passes) {
  const auto backend = make_backend("emulated");
  backend->synchronise();
  emulation::limit_memory(emulation::memory_in_use() + (10 << 20));
  EXPECT_THAT(
      [&] {
        backend->allocate<float>({1024, 1024, 3});
      },
      ::testing::ThrowsMessage<OutOfMemory>(
          ::testing::AllOf(::testing::HasSubstr("12 MiB more are needed, 10 MiB are free"),
                           ::testing::HasSubstr("--device cpu"))));
  const Tensor<float> held = backend->allocate<float>({1024, 1024, 2});
  EXPECT_THAT(
      [&] {
        backend->allocate<float>({1024, 1024, 1});
      },
      ::testing::ThrowsMessage<OutOfMemory>(::testing::HasSubstr("4 MiB more are needed, 2 MiB are free")));
  EXPECT_NO_THROW(backend->allocate<float>({512, 512, 1}));
}

TEST_F(Runtime, a_network_that_does_not_fit_leaves_nothing_behind) {
  const auto backend = make_backend("emulated");
  const NetworkSpec network = testing::network_of({testing::real_layer("1_1", 3, 64, 3, 1)});
  const NetworkPlanSpec spec{64, 64, {"1_1"}, true};
  emulation::limit_memory(8 << 20);
  for (int i = 0; i < 3; ++i) {
    EXPECT_THROW(backend->prepare_network(network, {256, 256, {"1_1"}, true}), OutOfMemory);
    EXPECT_NO_THROW(backend->prepare_network(network, spec)) << "what the failed one held has been freed";
  }
}

#if !defined(__SANITIZE_ADDRESS__)  // which needs the memory to be the host's (emulation/memory.h)
/// On a device a pointer is an address of another memory.
TEST_F(Runtime, the_host_cannot_touch_the_memory_of_a_device) {
  const auto backend = make_backend("emulated");
  Tensor<float> array = backend->allocate<float>({1, 1, 1});
  backend->zero(array);
  backend->synchronise();
  EXPECT_DEATH(*static_cast<volatile float*>(array.data()) = 1, "");
  EXPECT_EQ(backend->download(array).front(), 0.0f);
}
#endif

TEST_F(Runtime, new_memory_holds_nothing_that_could_be_used) {
  const auto backend = make_backend("emulated");
  const std::vector<float> values = backend->download(backend->allocate<float>({5, 7, 3}));
  for (const float value : values) EXPECT_TRUE(std::isnan(value));
}

struct Write {
  int* to;
  DOODLE_DEVICE void operator()(std::size_t i) const { to[i] = 1; }
};

TEST_F(Runtime, work_is_done_when_somebody_waits) {
  int value = 0;
  use_device(0);
  for_each(1, Write{&value});
  EXPECT_EQ(value, 0) << "a host that does not wait sees what was there before";
  synchronise();
  EXPECT_EQ(value, 1);
}

TEST_F(Runtime, refuses_copies_of_memory_onto_itself) {
  const auto backend = make_backend("emulated");
  const Tensor<float> array = backend->allocate<float>({1, 8, 1});
  EXPECT_THROW(backend->copy_bytes(array.data(), array.data() + 4, 5 * sizeof(float)), std::logic_error);
  EXPECT_NO_THROW(backend->copy_bytes(array.data(), array.data() + 4, 4 * sizeof(float)));
}

NetworkSpec two_layers() {
  return testing::network_of({testing::real_layer("1_1", 3, 32, 3, 1),
                              testing::pool_layer(LayerKind::max_pool, "pool1"),
                              testing::real_layer("2_1", 32, 8, 3, 1)});
}

TEST_F(Runtime, the_memory_of_a_network_is_known_beforehand) {
  const auto backend = make_backend("emulated");
  for (const bool gradients : {false, true}) {
    for (const bool half : {false, true}) {
      const NetworkSpec network = two_layers();
      const NetworkPlanSpec spec{50, 70, {"1_1", "2_1"}, gradients, {}, half};
      backend->synchronise();
      const std::size_t before = emulation::memory_in_use();
      const auto plan = backend->prepare_network(network, spec);
      backend->synchronise();
      const double used = static_cast<double>(emulation::memory_in_use() - before);
      EXPECT_NEAR(used, static_cast<double>(bytes_of(measure_network(network, spec), half)), 64);
    }
  }
}

TEST_F(Runtime, a_network_that_does_not_fit_is_run_in_tiles) {
  const auto backend = make_backend("emulated");
  const NetworkSpec network = two_layers();
  const NetworkPlanSpec spec{90, 100, {"2_1"}, true, {}, true};
  const std::vector<float> image = testing::quantised_image(90, 100, 1, 255);
  const auto run = [&](NetworkPlan& plan) {
    return testing::run_network(*backend, plan, image, 90, 100, 1, 3);
  };
  const testing::NetworkResult whole = run(*backend->prepare_network(network, spec));
  backend->synchronise();
  emulation::limit_memory(emulation::memory_in_use() + bytes_of(measure_network(network, spec), true));
  const auto plan = backend->prepare_network(network, spec);
  const testing::NetworkResult tiled = run(*plan);
  EXPECT_LT(emulation::memory_in_use(), bytes_of(measure_network(network, spec), true) / 2);
  EXPECT_LT(testing::relative_error(tiled.taps[0], whole.taps[0]), 1e-5);
  // Where tiles meet, either's part of a gradient is rounded to fp16.
  EXPECT_LT(testing::relative_error(tiled.gradient, whole.gradient), 1e-3);
}

TEST_F(Runtime, a_network_whose_tiles_do_not_fit_says_how_much_it_needs) {
  const auto backend = make_backend("emulated");
  backend->synchronise();
  emulation::limit_memory(emulation::memory_in_use() + (3 << 20));
  EXPECT_THAT(
      [&] {
        backend->prepare_network(two_layers(), {400, 300, {"2_1"}, true});
      },
      ::testing::ThrowsMessage<OutOfMemory>(::testing::MatchesRegex(
          "out of memory on the GPU: the network needs [0-9]+ MiB for 300x400, or [0-9]+ MiB in parts of "
          "[0-9]+x[0-9]+ and more for what they make; 3 MiB are free; try a smaller --output-size, or "
          "--device cpu")));
}

TEST_F(Runtime, small_uploads_do_not_wait_and_arrive) {
  const auto backend = make_backend("emulated");
  std::vector<float> values(1000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  const std::vector<float> sent = values;
  const std::size_t before = emulation::traffic(0).waits;
  const Tensor<float> array = backend->upload<float>({1, 1000, 1}, values.data());
  EXPECT_EQ(emulation::traffic(0).waits, before);
  std::fill(values.begin(), values.end(), 0.0f);
  EXPECT_EQ(backend->download(array), sent);
}

}  // namespace
}  // namespace doodle::cuda
