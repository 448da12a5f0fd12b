#pragma once

#include "base/host_device.h"

namespace doodle {

/// Adds (value - target)^2 to `square` and its half derivative to `difference`: the body of the patch and the
/// content loss, for floats and for vectors of floats.
template <class T>
DOODLE_HD inline void add_squared_difference(const T& value, const T& target, T& difference, T& square) {
  const T apart = value - target;
  difference += apart;
  square += apart * apart;
}

}  // namespace doodle
