#pragma once

#include <utility>

#include "backend/backend.h"
#include "base/expect.h"
#include "kernels/seams.h"

namespace doodle {

/// Backend::melt_seams() on any device, which adds how its steps are done:
///   source(left_over): the right side of the equation, from the seams;
///   step(MeltStep): melt_value() everywhere.
template <class Device>
void run_melt(Backend& backend, const Device& device, const Seams& seams, float hold, Tensor<float>& image) {
  const Shape shape = image.shape();
  expect(seams.right.shape() == shape && seams.down.shape() == shape &&
             (seams.fixed.empty() || seams.fixed.size() == shape.positions()) && hold > 0,
         "melt_seams: shapes do not fit");
  ChebyshevSteps steps(hold, hold + kGridLaplacian);
  Tensor<float> left_over = backend.allocate<float>(shape), move = seams.right, next = seams.down;
  const auto step = [&](ChebyshevSteps::Factors factors) {
    device.step(MeltStep{hold, factors, move.data(), image.data(), left_over.data(), next.data()});
    std::swap(move, next);
    if (!seams.fixed.empty()) backend.replace(seams.fixed, {}, move);
  };
  device.source(left_over);
  backend.zero(move);
  step(steps.first());
  for (int i = seam_steps(hold); i > 0; --i) step(steps.next());
}

}  // namespace doodle
