#pragma once

#include "base/host_device.h"

namespace doodle {

/// How a map is continued beyond a side: with zeros, with its outermost value, mirrored at that value, or
/// with what lies inside the opposite side.
enum class Padding { none, zero, replicate, reflect, wrap };

/// Where a coordinate one step beyond 0..length-1 reads; -1: a zero. A single value mirrors to itself.
DOODLE_HD inline int padded_source(Padding padding, int at, int length) {
  if (at >= 0 && at < length) return at;
  if (padding == Padding::zero || padding == Padding::none) return -1;
  if (padding == Padding::wrap) return at < 0 ? length - 1 : 0;
  const int step = padding == Padding::reflect && length > 1 ? 1 : 0;
  return at < 0 ? step : length - 1 - step;
}

}  // namespace doodle
