#pragma once

#include "base/host_device.h"

namespace doodle {

/// The values that a component may have. Of images: levels.
struct Box {
  float low = 0;
  float high = 255;
};

DOODLE_HD inline float clamp_to(const Box& box, float value) {
  if (value < box.low) return box.low;
  return value > box.high ? box.high : value;
}

/// Whether a component rests on the box's wall and descent would push it further out.
DOODLE_HD inline bool is_bound(const Box& box, float value, float gradient) {
  return (value <= box.low && gradient > 0) || (value >= box.high && gradient < 0);
}

}  // namespace doodle
