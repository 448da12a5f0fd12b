#pragma once

#include <cmath>

#include "kernels/box.h"

namespace doodle {

/// One step's constants of Adam (Kingma and Ba 2015).
struct AdamStep {
  float rate = 4;               ///< largest steady move per step, in levels
  float mean_decay = 0.9f;      ///< beta 1
  float square_decay = 0.999f;  ///< beta 2
  float mean_correction = 1;    ///< 1 / (1 - beta1^t), t = 1 in the first step
  float square_correction = 1;  ///< 1 / (1 - beta2^t)
  Box box;
};

/// Moves one component and its two running means.
DOODLE_HD inline void adam_update(const AdamStep& step, float gradient, float& mean, float& square,
                                  float& x) {
  mean = step.mean_decay * mean + (1 - step.mean_decay) * gradient;
  square = step.square_decay * square + (1 - step.square_decay) * gradient * gradient;
  // Gradients of mean losses are small numbers, so the usual 1e-8 here would damp them.
  const float scale = std::sqrt(step.square_correction * square) + 1e-15f;
  x = clamp_to(step.box, x - step.rate * step.mean_correction * mean / scale);
}

}  // namespace doodle
