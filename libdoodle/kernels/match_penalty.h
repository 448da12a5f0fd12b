#pragma once

#include <cstddef>

#include "base/host_device.h"

namespace doodle {

/// What choosing style patch q costs, in units of nine (the positions of a patch).
struct StylePenalty {
  const float* history;  ///< of each style patch
  const float* bias;     ///< the same; null: none
  float variety;
  DOODLE_HD float operator()(std::size_t q) const {
    return 9 * (variety * history[q] + (bias == nullptr ? 0.0f : bias[q]));
  }
};

/// The same for all style patches, written to `penalty`.
struct SetPenalty {
  StylePenalty of;
  float* penalty;
  DOODLE_HD void operator()(std::size_t q) const { penalty[q] = of(q); }
};

}  // namespace doodle
