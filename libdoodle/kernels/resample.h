#pragma once

#include <cstddef>
#include <cstdint>

#include "base/host_device.h"

namespace doodle {

/// sum over t of weight[t] * line[index[t] * step], in the order of t.
DOODLE_HD inline float weighted_sample(const float* line, std::ptrdiff_t step, const std::int32_t* index,
                                       const float* weight, int terms) {
  float sum = 0;
  for (int t = 0; t < terms; ++t) sum += weight[t] * line[index[t] * step];
  return sum;
}

}  // namespace doodle
