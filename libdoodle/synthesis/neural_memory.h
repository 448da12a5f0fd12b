#pragma once

#include "synthesis/problem.h"

namespace doodle {

/// Floats that the network's part of a phase needs at its peak, besides the phase's inputs and the picture:
/// features of the styles, matchers, the network with its gradients, the optimiser. 0 where no layer fits.
double neural_floats(const Problem& problem, int phase);

}  // namespace doodle
