#pragma once

#include <string>

#include "backend/backend.h"

namespace doodle {

/// The mean of the squared values of a feature map. Waits for the backend. Throws an internal error for an
/// empty map.
double mean_energy(Backend& backend, const Tensor<float>& features);

/// What a style or content loss at `layer` (`3_1`) is multiplied with so that weights mean the same on every
/// network: VGG-19's energy there divided by `mean_energy`, the energy that this network has on the style. A
/// layer that VGG-19 lacks (`4_7` of a deeper network) counts as the last one measured before it. 0 when the
/// energy is 0 or not a number: such a layer has nothing to say. Throws UsageError when `layer` is not of the
/// form BLOCK_NUMBER.
double energy_scale(const std::string& layer, double mean_energy);

}  // namespace doodle
