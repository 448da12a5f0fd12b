#pragma once

#include "backend/backend.h"

namespace doodle {

/// Gives `matches` arrays of this shape, one value per current patch, unless it has them.
void fit_matches(Backend& backend, Shape patches, Matches& matches);

/// A copy of a bias, or nothing where it is empty. Throws BadInput unless there is one value per style patch.
Tensor<float> copy_bias(Backend& backend, const Tensor<float>& bias, Shape patches);

}  // namespace doodle
