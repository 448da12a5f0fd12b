#include "kernels/adam.h"

#include "backend/cpu/elementwise.h"
#include "backend/cpu/operations.h"
#include "base/check.h"

namespace doodle::cpu {

void adam_step(const AdamStep& step, const Tensor<float>& gradient, Tensor<AdamState>& state,
               Tensor<float>& mean, Tensor<float>& square, Tensor<float>& x) {
  expect(gradient.size() == x.size() && mean.size() == x.size() && square.size() == x.size(),
         "adam_step: sizes differ");
  AdamState& now = *state.data();
  adam_count(step, now);
  for_each_element(x.size(), [&](std::size_t i) {
    adam_update(step, now, gradient.data()[i], mean.data()[i], square.data()[i], x.data()[i]);
  });
}

}  // namespace doodle::cpu
