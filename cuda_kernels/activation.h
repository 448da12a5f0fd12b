#pragma once

#include <cmath>

#include "backend/network_spec.h"
#include "device.h"

namespace doodle::cuda {

DOODLE_HD inline float activate(Activation activation, float value) {
  if (value > 0 || activation == Activation::none) return value;
  if (activation == Activation::relu) return 0;
  return activation == Activation::leaky ? value * (1.0f / 3.0f) : std::exp(value) - 1.0f;
}

/// Whether it does more than to cut off what is below a number.
DOODLE_HD inline bool is_curved(Activation activation) {
  return activation != Activation::none && activation != Activation::relu;
}

/// The slope of the activation, from its result; from 0 to 1.
DOODLE_HD inline float activation_slope(Activation activation, float result) {
  if (result > 0 || activation == Activation::none) return 1;
  if (activation == Activation::relu) return 0;
  return activation == Activation::leaky ? 1.0f / 3.0f : result + 1.0f;
}

}  // namespace doodle::cuda
