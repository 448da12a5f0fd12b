#include <gtest/gtest.h>

#include <stdexcept>

#include "backend/backend.h"
#include "conformance/network_cases.h"
#include "emulation/device.h"
#include "emulation/runtime.h"
#include "optimise/optimiser.h"

/// What a loop asks of the host: that it waits for nothing, and takes its work down where it can.
namespace doodle::cuda {
namespace {

class RuntimeLoops : public ::testing::Test {
 protected:
  void SetUp() override { register_emulated_device(); }
};

/// Adds one to a number, `count` times in work that is repeated; what is counted beside the sum.
struct Repetition {
  double sum = 0;
  std::size_t calls = 0, launches = 0, replays = 0;
};
Repetition repeat(
    int count, const std::function<void()>& also = [] {}) {
  const auto backend = make_backend("emulated");
  Tensor<double> sum = backend->allocate<double>({1, 1, 1});
  backend->zero(sum);
  Repetition found;
  const auto add = backend->repeatable([&] {
    const Tensor<float> one = backend->upload<float>({1, 1, 1}, std::vector<float>{1}.data());
    backend->content_loss(one, one, 1,
                          {backend->upload<float>({1, 1, 1}, std::vector<float>{0}.data()), sum});
    const Tensor<float> other = backend->upload<float>({1, 1, 1}, std::vector<float>{0}.data());
    backend->content_loss(one, other, 1, {other, sum});
    also();
    ++found.calls;
  });
  const auto before = emulation::traffic(0);
  for (int i = 0; i < count; ++i) add();
  found.launches = emulation::traffic(0).launches - before.launches;
  found.replays = emulation::traffic(0).replays - before.replays;
  found.sum = backend->download(sum).front();
  return found;
}

TEST_F(RuntimeLoops, repeated_work_is_called_then_taken_down_then_done_as_a_graph) {
  const Repetition once = repeat(1), often = repeat(6);
  EXPECT_EQ(once.replays, 0u);
  EXPECT_EQ(often.sum, 6 * once.sum) << "memory that the work was given lives as long as the graph";
  EXPECT_EQ(often.calls, 2u);
  EXPECT_EQ(often.launches, 2 * once.launches);
  EXPECT_EQ(often.replays, 5u);
}

TEST_F(RuntimeLoops, work_that_cannot_be_taken_down_is_called) {
  const auto backend = make_backend("emulated"), second = make_backend("emulated:1");
  const Repetition waits = repeat(4, [&] { backend->synchronise(); });
  EXPECT_EQ(waits.replays, 0u);
  EXPECT_EQ(waits.sum, 4);
  const Repetition elsewhere = repeat(4, [&] { second->allocate<float>({1, 1, 1}); });
  EXPECT_EQ(elsewhere.replays, 0u);
  emulation::fail_recordings(true);
  const Repetition refused = repeat(4);
  emulation::fail_recordings(false);
  EXPECT_EQ(refused.replays, 0u);
  EXPECT_EQ(refused.sum, 4);
  EXPECT_EQ(refused.calls, 5u) << "once more for the attempt";
}

TEST_F(RuntimeLoops, errors_of_repeated_work_are_passed_on) {
  int calls = 0;
  EXPECT_THROW(repeat(4,
                      [&] {
                        if (++calls == 2) throw std::runtime_error("stop");
                      }),
               std::runtime_error);
  EXPECT_EQ(repeat(3).sum, 3) << "nothing is taken down any more";
}

/// One evaluation of a patch loss and a step of the optimiser: all that a refinement repeats.
TEST_F(RuntimeLoops, an_iteration_waits_for_nothing) {
  const auto backend = make_backend("emulated");
  const NetworkSpec network = testing::network_of({testing::real_layer("1_1", 3, 8, 3, 1)});
  const auto plan = backend->prepare_network(network, {9, 10, {"1_1"}, true, {}, true});
  Tensor<float> image = backend->upload<float>({9, 10, 3}, testing::quantised_image(9, 10, 1).data());
  const Tensor<float> style = backend->upload<float>({7, 8, 8}, std::vector<float>(7 * 8 * 8, 1.0f).data());
  const auto match = backend->prepare_match({{9, 10, 8}, {}, {style}, {}});
  Matches matches{backend->allocate<std::int32_t>({7, 8, 1}), backend->allocate<float>({7, 8, 1})};
  Tensor<float> gradient = backend->allocate<float>({9, 10, 3});
  Tensor<double> loss = backend->allocate<double>({1, 1, 1});
  for (const char* name : {"lbfgs", "adam"}) {
    const auto optimiser = make_optimiser(name, *backend, image.shape());
    const auto losses = backend->make_number_reader();
    for (int i = 0; i < 3; ++i) {
      const std::size_t before = emulation::traffic(0).waits;
      backend->zero(loss);
      plan->forward(image);
      backend->zero(plan->tap_gradient(0));
      match->run(plan->tap(0), 0.2f, matches);
      backend->patch_loss(plan->tap(0), {style}, matches.index, 1, {plan->tap_gradient(0), loss});
      plan->backward(gradient);
      backend->smoothness_loss(image, 1, {gradient, loss});
      optimiser->step(image, gradient, loss);
      EXPECT_GT(losses->next(loss), 0);
      EXPECT_EQ(emulation::traffic(0).waits, before) << name << ' ' << i;
    }
  }
}

}  // namespace
}  // namespace doodle::cuda
