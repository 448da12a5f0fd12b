#include "optimise/best_point.h"
#include "optimise/optimiser.h"

namespace doodle {
namespace {

class Adam final : public Optimiser {
 public:
  Adam(Backend& backend, Shape shape, Box box)
      : backend_(backend),
        best_(backend, shape),
        mean_(backend.allocate<float>(shape)),
        square_(backend.allocate<float>(shape)),
        state_(backend.allocate<AdamState>({1, 1, 1})) {
    constants_.box = box;
    constants_.rate = (box.high - box.low) / 64;
    backend.zero(mean_);
    backend.zero(square_);
    backend.zero(state_);
  }

  void step(Tensor<float>& x, const Tensor<float>& gradient, const Tensor<double>& loss) override {
    best_.offer(x, loss);
    backend_.adam_step(constants_, gradient, state_, mean_, square_, x);
  }

  const Tensor<float>& best() const override { return best_.point(); }
  const Tensor<double>& best_loss() const override { return best_.loss(); }

 private:
  Backend& backend_;
  BestPoint best_;
  Tensor<float> mean_, square_;
  Tensor<AdamState> state_;
  AdamStep constants_;
};

}  // namespace

std::unique_ptr<Optimiser> make_adam(Backend& backend, Shape shape, Box box) {
  return std::make_unique<Adam>(backend, shape, box);
}

}  // namespace doodle
