#include "base/expect.h"
#include "kernels/adam.h"
#include "launch.h"
#include "operations.h"

namespace doodle::cuda {
namespace {

struct CountSteps {
  AdamStep step;
  AdamState* state;
  DOODLE_DEVICE void operator()() const { adam_count(step, *state); }
};

struct Adam {
  AdamStep step;
  const AdamState* state;
  const float* gradient;
  float *mean, *square, *x;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    adam_update(step, *state, gradient[i], mean[i], square[i], x[i]);
  }
};

}  // namespace

void adam_step(const AdamStep& step, const Tensor<float>& gradient, Tensor<AdamState>& state,
               Tensor<float>& mean, Tensor<float>& square, Tensor<float>& x) {
  expect(gradient.size() == x.size() && mean.size() == x.size() && square.size() == x.size(),
         "adam_step: sizes differ");
  launch({1, 1, 0}, CountSteps{step, state.data()});
  for_each(x.size(), Adam{step, state.data(), gradient.data(), mean.data(), square.data(), x.data()});
}

}  // namespace doodle::cuda
