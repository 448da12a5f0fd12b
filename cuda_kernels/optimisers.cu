#include "base/expect.h"
#include "kernels/adam.h"
#include "kernels/lbfgs.h"
#include "launch.h"
#include "operations.h"

namespace doodle::cuda {
namespace {

struct Adam {
  AdamStep step;
  const float* gradient;
  float *mean, *square, *x;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    adam_update(step, gradient[i], mean[i], square[i], x[i]);
  }
};

struct Judge {
  const double* loss;
  LbfgsState* state;
  DOODLE_DEVICE void operator()() const { lbfgs_judge(*loss, *state); }
};

struct Observe {
  const LbfgsState* state;
  Box box;
  const float *x, *gradient;
  float *accepted, *accepted_gradient, *move, *change, *direction;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    LbfgsComponent c{accepted[i], accepted_gradient[i], 0, 0, 0};
    doodle::lbfgs_observe(*state, box, x[i], gradient[i], c);
    accepted[i] = c.accepted;
    accepted_gradient[i] = c.accepted_gradient;
    move[i] = c.move;
    change[i] = c.change;
    direction[i] = c.free_gradient;
  }
};

struct Direction {
  const double* products;
  int newest;
  double size;
  Box box;
  LbfgsState* state;
  double* coefficients;
  DOODLE_DEVICE void operator()() const {
    doodle::lbfgs_direction(products, newest, size, box, *state, coefficients);
  }
};

struct Move {
  Box box;
  const float *accepted, *accepted_gradient, *direction;
  float* x;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    x[i] = doodle::lbfgs_move(box, accepted[i], accepted_gradient[i], direction[i]);
  }
};

}  // namespace

void adam_step(const AdamStep& step, const Tensor<float>& gradient, Tensor<float>& mean,
               Tensor<float>& square, Tensor<float>& x) {
  expect(gradient.size() == x.size() && mean.size() == x.size() && square.size() == x.size(),
         "adam_step: sizes differ");
  for_each(x.size(), Adam{step, gradient.data(), mean.data(), square.data(), x.data()});
}

void lbfgs_observe(const LbfgsVectors& v, const Tensor<double>& loss, Tensor<LbfgsState>& state) {
  const std::size_t size = v.x.size();
  expect(v.gradient.size() == size && v.accepted.size() == size && v.accepted_gradient.size() == size &&
             v.move.size() == size && v.change.size() == size && v.direction.size() == size,
         "lbfgs_observe: sizes differ");
  launch({1, 1, 0}, Judge{loss.data(), state.data()});
  for_each(size, Observe{state.data(), v.box, v.x.data(), v.gradient.data(), v.accepted.data(),
                         v.accepted_gradient.data(), v.move.data(), v.change.data(), v.direction.data()});
}

void lbfgs_direction(const Tensor<double>& products, int newest, const LbfgsVectors& v,
                     Tensor<LbfgsState>& state, Tensor<double>& coefficients) {
  expect(products.size() >= std::size_t{3 * lbfgs_basis} && coefficients.size() >= std::size_t{lbfgs_basis} &&
             newest >= 0 && newest < lbfgs_memory,
         "lbfgs_direction: sizes do not fit");
  launch({1, 1, 0}, Direction{products.data(), newest, static_cast<double>(v.x.size()), v.box, state.data(),
                              coefficients.data()});
}

void lbfgs_move(const LbfgsVectors& v) {
  for_each(v.x.size(),
           Move{v.box, v.accepted.data(), v.accepted_gradient.data(), v.direction.data(), v.x.data()});
}

}  // namespace doodle::cuda
