#include "optimise/best_point.h"
#include "optimise/optimiser.h"

namespace doodle {
namespace {

/// Projected L-BFGS (kernels/lbfgs.h). Pairs go round robin into fixed slots, so that which vectors an
/// operation gets depends on the number of the step alone; whether a pair counts is decided on the device.
class Lbfgs final : public Optimiser {
 public:
  Lbfgs(Backend& backend, Shape shape, Box box)
      : backend_(backend),
        box_(box),
        best_(backend, shape),
        accepted_(zeros(shape)),
        accepted_gradient_(zeros(shape)),
        state_(backend.allocate<LbfgsState>({1, 1, 1})),
        products_(backend.allocate<double>({3, lbfgs_basis, 1})),
        coefficients_(backend.allocate<double>({1, lbfgs_basis, 1})) {
    for (int i = 0; i < lbfgs_basis; ++i) basis_.push_back(zeros(shape));
    backend.zero(state_);
  }

  void step(Tensor<float>& x, const Tensor<float>& gradient, const Tensor<double>& loss) override {
    best_.offer(x, loss);
    const int newest = steps_++ % lbfgs_memory;
    const Tensor<float> move = basis_[static_cast<std::size_t>(newest)];
    const Tensor<float> change = basis_[static_cast<std::size_t>(lbfgs_memory + newest)];
    Tensor<float> direction = basis_[std::size_t{lbfgs_gradient}];
    const LbfgsVectors vectors{x, gradient, accepted_, accepted_gradient_, move, change, direction, box_};

    backend_.lbfgs_observe(vectors, loss, state_);
    backend_.dot_products({move, change, direction}, basis_, products_);
    backend_.lbfgs_direction(products_, newest, vectors, state_, coefficients_);
    backend_.combine(basis_, coefficients_, direction);
    backend_.lbfgs_move(vectors);
  }

  const Tensor<float>& best() const override { return best_.point(); }
  const Tensor<double>& best_loss() const override { return best_.loss(); }

 private:
  Tensor<float> zeros(Shape shape) {
    Tensor<float> tensor = backend_.allocate<float>(shape);
    backend_.zero(tensor);
    return tensor;
  }

  Backend& backend_;
  Box box_;
  BestPoint best_;
  Tensor<float> accepted_, accepted_gradient_;
  std::vector<Tensor<float>>
      basis_;  ///< moves, changes, and last the free gradient, which becomes the direction
  Tensor<LbfgsState> state_;
  Tensor<double> products_, coefficients_;
  int steps_ = 0;
};

}  // namespace

std::unique_ptr<Optimiser> make_lbfgs(Backend& backend, Shape shape, Box box) {
  return std::make_unique<Lbfgs>(backend, shape, box);
}

}  // namespace doodle
