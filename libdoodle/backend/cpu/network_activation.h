#pragma once

#include <cstdint>

#include "backend/cpu/network_context.h"

namespace doodle::cpu {

/// The slope of Activation::leaky below zero.
inline constexpr float leaky_slope = 1.0f / 3.0f;

/// The derivative of one layer's activation.
class ActivationGradient {
 public:
  ActivationGradient() = default;
  /// `y`: the map that the activation writes; its memory must stay if needs_outputs(), else it may be
  /// overwritten as soon as the next layer has read it.
  ActivationGradient(NetworkContext& context, Activation activation, const BlockedMap& y);

  /// Notes what apply() needs of the map, which has just been written.
  void record();
  /// `gradient` of dLoss/doutput becomes dLoss/dinput, in place.
  void apply(const BlockedMap& gradient) const;

 private:
  Activation activation_ = Activation::none;
  BlockedMap y_;
  std::uint8_t* positive_ = nullptr;  ///< a bit for each value: whether it is above zero
};

}  // namespace doodle::cpu
