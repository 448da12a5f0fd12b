#pragma once

#include <memory>
#include <string>

#include "backend/backend.h"

namespace doodle {

/// Moves an image downhill. It only enqueues operations, after the first step always the same ones
/// (Backend::repeatable): the host never waits for a value, and decides nothing. One optimiser serves one image from its first evaluation on; a phase makes its own.
class Optimiser {
 public:
  virtual ~Optimiser() = default;

  /// Takes in the evaluation at `x` (gradient and one-element loss, both left as they are) and moves `x` to
  /// the point to be evaluated next. `x` must be what the last step left. The objective may change a little
  /// from one evaluation to the next, as it does when patches are matched anew.
  virtual void step(Tensor<float>& x, const Tensor<float>& gradient, const Tensor<double>& loss) = 0;

  /// The point of the lowest loss that step() was given; the trial point that it left last is not among them.
  /// Before the first step its values are undefined. Owned by the optimiser.
  virtual const Tensor<float>& best() const = 0;

  /// That loss, one element; infinite before the first step.
  virtual const Tensor<double>& best_loss() const = 0;
};

/// `lbfgs` or `adam`, for an image of this shape whose values stay in `box`. Throws UsageError for another
/// name.
std::unique_ptr<Optimiser> make_optimiser(const std::string& name, Backend& backend, Shape shape,
                                          Box box = {});

std::unique_ptr<Optimiser> make_lbfgs(Backend& backend, Shape shape, Box box);
std::unique_ptr<Optimiser> make_adam(Backend& backend, Shape shape, Box box);

}  // namespace doodle
