#include "kernels/lbfgs.h"

#include "backend/cpu/elementwise.h"
#include "backend/cpu/operations.h"
#include "base/check.h"

namespace doodle::cpu {

void lbfgs_observe(const LbfgsVectors& v, const Tensor<double>& loss, Tensor<LbfgsState>& state) {
  const std::size_t size = v.x.size();
  expect(v.gradient.size() == size && v.accepted.size() == size && v.accepted_gradient.size() == size &&
             v.move.size() == size && v.change.size() == size && v.direction.size() == size,
         "lbfgs_observe: sizes differ");
  LbfgsState& now = *state.data();
  lbfgs_judge(*loss.data(), now);
  for_each_element(size, [&](std::size_t i) {
    LbfgsComponent c{v.accepted.data()[i], v.accepted_gradient.data()[i], 0, 0, 0};
    doodle::lbfgs_observe(now, v.box, v.x.data()[i], v.gradient.data()[i], c);
    v.accepted.data()[i] = c.accepted;
    v.accepted_gradient.data()[i] = c.accepted_gradient;
    v.move.data()[i] = c.move;
    v.change.data()[i] = c.change;
    v.direction.data()[i] = c.free_gradient;
  });
}

void lbfgs_direction(const Tensor<double>& products, int newest, const LbfgsVectors& v,
                     Tensor<LbfgsState>& state, Tensor<double>& coefficients) {
  expect(products.size() >= std::size_t{3 * lbfgs_basis} && coefficients.size() >= std::size_t{lbfgs_basis} &&
             newest >= 0 && newest < lbfgs_memory,
         "lbfgs_direction: sizes do not fit");
  doodle::lbfgs_direction(products.data(), newest, static_cast<double>(v.x.size()), v.box, *state.data(),
                          coefficients.data());
}

void lbfgs_move(const LbfgsVectors& v) {
  for_each_element(v.x.size(), [&](std::size_t i) {
    v.x.data()[i] =
        doodle::lbfgs_move(v.box, v.accepted.data()[i], v.accepted_gradient.data()[i], v.direction.data()[i]);
  });
}

}  // namespace doodle::cpu
