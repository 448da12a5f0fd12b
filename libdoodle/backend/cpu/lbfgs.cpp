#include "kernels/lbfgs.h"

#include "backend/cpu/elementwise.h"
#include "backend/cpu/operations.h"
#include "base/check.h"

namespace doodle::cpu {
namespace {

/// An array of somebody else's memory.
template <class T>
Tensor<T> view(Shape shape, T* values) {
  return {shape, std::shared_ptr<T>(values, [](T*) {})};
}

void observe(const LbfgsVectors& v, const LbfgsState& state) {
  const std::size_t size = v.x.size();
  float* const basis = v.basis.data();
  float* const move = basis + static_cast<std::size_t>(lbfgs_slot(state)) * size;
  for_each_element(size, [&](std::size_t i) {
    LbfgsComponent c{v.accepted.data()[i], v.accepted_gradient.data()[i], 0, 0, 0};
    lbfgs_observe(state, v.box, v.x.data()[i], v.gradient.data()[i], c);
    v.accepted.data()[i] = c.accepted;
    v.accepted_gradient.data()[i] = c.accepted_gradient;
    move[i] = c.move;
    move[lbfgs_memory * size + i] = c.change;
    basis[lbfgs_gradient * size + i] = c.free_gradient;
  });
}

}  // namespace

void lbfgs_step(const LbfgsVectors& v, const Tensor<double>& loss, Tensor<LbfgsState>& state) {
  const std::size_t size = v.x.size();
  expect(v.gradient.size() == size && v.accepted.size() == size && v.accepted_gradient.size() == size &&
             v.basis.size() == lbfgs_basis * size,
         "lbfgs_step: sizes differ");
  LbfgsState& now = *state.data();
  lbfgs_judge(*loss.data(), now);
  observe(v, now);

  std::vector<Tensor<float>> basis;
  for (std::size_t row = 0; row < lbfgs_basis; ++row)
    basis.push_back(view(v.x.shape(), v.basis.data() + row * size));
  const auto slot = static_cast<std::size_t>(lbfgs_slot(now));
  Tensor<double> products = view({3, lbfgs_basis, 1}, now.products[0]);
  dot_products({basis[slot], basis[lbfgs_memory + slot], basis[lbfgs_gradient]}, basis, products);
  lbfgs_direction(static_cast<double>(size), v.box, now);

  Tensor<float> x = v.x;
  combine(basis, view({1, lbfgs_basis, 1}, now.coefficients), x);
  for_each_element(size, [&](std::size_t i) {
    x.data()[i] = lbfgs_move(v.box, v.accepted.data()[i], v.accepted_gradient.data()[i], x.data()[i]);
  });
}

}  // namespace doodle::cpu
