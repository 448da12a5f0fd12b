#pragma once

#include <utility>

#include "backend/backend.h"
#include "base/expect.h"
#include "kernels/seams.h"

namespace doodle {

/// Backend::melt_seams() on any device, which adds how its steps are done:
///   source(left_over): the right side of the equation, from the seams;
///   scale(from, factor, to): to[i] = factor * from[i];
///   step(MeltStep): melt_value() everywhere.
template <class Device>
void run_melt(Backend& backend, const Device& device, const Seams& seams, float hold, Tensor<float>& image) {
  const Shape shape = image.shape();
  expect(seams.right.shape() == shape && seams.down.shape() == shape &&
             (seams.fixed.empty() || seams.fixed.size() == shape.positions()) && hold > 0,
         "melt_seams: shapes do not fit");
  ChebyshevSteps steps(hold, hold + kGridLaplacian);
  Tensor<float> left_over = backend.allocate<float>(shape), move = seams.right, next = seams.down;
  device.source(left_over);
  device.scale(left_over, steps.first(), move);
  for (int i = seam_steps(hold); i > 0; --i) {
    if (!seams.fixed.empty()) backend.replace(seams.fixed, {}, move);
    device.step(MeltStep{hold, steps.next(), move.data(), image.data(), left_over.data(), next.data()});
    std::swap(move, next);
  }
}

}  // namespace doodle
