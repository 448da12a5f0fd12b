#pragma once

#include <string>
#include <vector>

#include "backend/network_spec.h"
#include "doodle/image.h"

namespace doodle {

/// Floats that a network needs, run on an image up to the deepest of some layers.
struct NetworkFloats {
  double largest = 0;  ///< of the largest of the input and every layer's output, in blocks of 16 channels
  double kept = 0;     ///< what a way back needs of all of them: signs, or with an ELU their values
  double taps = 0;     ///< of the features of those layers, each as often as it is named
  double weights = 0;  ///< of the convolutions
};

/// Counts them for an image of `size` pixels; layers that are too small there count as nothing. Throws
/// UsageError for a layer that the network lacks.
NetworkFloats network_floats(const NetworkSpec& network, const std::vector<std::string>& layers, Size size);

/// Of all the network's weights.
double weight_floats(const NetworkSpec& network);

}  // namespace doodle
