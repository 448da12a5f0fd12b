#pragma once

#include <cmath>

#include "kernels/box.h"

namespace doodle {

/// Constants of Adam (Kingma and Ba 2015).
struct AdamStep {
  float rate = 4;               ///< largest steady move per step, in levels
  float mean_decay = 0.9f;      ///< beta 1
  float square_decay = 0.999f;  ///< beta 2
  Box box;
};

/// What is remembered besides vectors. All zero bytes are a fresh start.
struct AdamState {
  int steps;                ///< taken, t
  float mean_correction;    ///< 1 / (1 - beta1^t)
  float square_correction;  ///< 1 / (1 - beta2^t)
};

/// Before each step.
DOODLE_HD inline void adam_count(const AdamStep& step, AdamState& state) {
  ++state.steps;
  state.mean_correction =
      static_cast<float>(1 / (1 - std::pow(static_cast<double>(step.mean_decay), state.steps)));
  state.square_correction =
      static_cast<float>(1 / (1 - std::pow(static_cast<double>(step.square_decay), state.steps)));
}

/// Moves one component and its two running means.
DOODLE_HD inline void adam_update(const AdamStep& step, const AdamState& state, float gradient, float& mean,
                                  float& square, float& x) {
  mean = step.mean_decay * mean + (1 - step.mean_decay) * gradient;
  square = step.square_decay * square + (1 - step.square_decay) * gradient * gradient;
  // Gradients of mean losses are small numbers, so the usual 1e-8 here would damp them.
  const float scale = std::sqrt(state.square_correction * square) + 1e-15f;
  x = clamp_to(step.box, x - step.rate * state.mean_correction * mean / scale);
}

}  // namespace doodle
