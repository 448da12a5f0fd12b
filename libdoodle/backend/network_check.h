#pragma once

#include <string>

#include "backend/network_spec.h"

namespace doodle {

/// The position of the convolution `name` among the layers. Throws an internal error when there is none.
std::size_t find_convolution(const NetworkSpec& network, const std::string& name);

/// Throws an internal error unless the layer takes maps of so many channels and is of a kind that devices can
/// do: kernels of 1 to 3, strides of 1 or 2.
void check_layer(const LayerSpec& layer, int inputs);

}  // namespace doodle
