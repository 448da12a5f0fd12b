#pragma once

#include "backend/cpu/network_map.h"

namespace doodle::cpu {

/// The slope of Activation::leaky below zero.
inline constexpr float leaky_slope = 1.0f / 3.0f;

/// gradient *= activation'(x), told from the activation's output y (both in one layout).
void activation_backward(Activation activation, const BlockedMap& y, const BlockedMap& gradient);

}  // namespace doodle::cpu
