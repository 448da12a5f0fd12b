#include "optimise/best_point.h"
#include "optimise/optimiser.h"

namespace doodle {
namespace {

/// Projected L-BFGS (kernels/lbfgs.h).
class Lbfgs final : public Optimiser {
 public:
  Lbfgs(Backend& backend, Shape shape, Box box)
      : backend_(backend), box_(box), best_(backend, shape), state_(backend.allocate<LbfgsState>({1, 1, 1})) {
    const auto zeros = [&](Shape wanted) {
      Tensor<float> tensor = backend.allocate<float>(wanted);
      backend.zero(tensor);
      return tensor;
    };
    accepted_ = zeros(shape);
    accepted_gradient_ = zeros(shape);
    basis_ = zeros({lbfgs_basis, static_cast<int>(shape.size()), 1});
    backend.zero(state_);
  }

  void step(Tensor<float>& x, const Tensor<float>& gradient, const Tensor<double>& loss) override {
    best_.offer(x, loss);
    backend_.lbfgs_step({x, gradient, accepted_, accepted_gradient_, basis_, box_}, loss, state_);
  }

  const Tensor<float>& best() const override { return best_.point(); }
  const Tensor<double>& best_loss() const override { return best_.loss(); }

 private:
  Backend& backend_;
  Box box_;
  BestPoint best_;
  Tensor<float> accepted_, accepted_gradient_, basis_;
  Tensor<LbfgsState> state_;
};

}  // namespace

std::unique_ptr<Optimiser> make_lbfgs(Backend& backend, Shape shape, Box box) {
  return std::make_unique<Lbfgs>(backend, shape, box);
}

}  // namespace doodle
