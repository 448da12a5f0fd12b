#pragma once

#include "device.h"
#include "kernels/unit_length.h"

namespace doodle::cuda {

/// A position's channels of unit length (zero stays zero) times scale.
struct MakeUnit {
  const float* from;
  int channels;
  float scale;
  float* to;
  DOODLE_DEVICE void operator()(std::size_t p) const {
    const std::size_t first = p * static_cast<std::size_t>(channels);
    const double inverse = inverse_length(from + first, channels);
    for (std::size_t i = first; i < first + static_cast<std::size_t>(channels); ++i) {
      const auto unit = static_cast<float>(static_cast<double>(from[i]) * inverse);
      to[i] = scale * unit;
    }
  }
};

}  // namespace doodle::cuda
