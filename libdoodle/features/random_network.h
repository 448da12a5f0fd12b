#pragma once

#include "backend/network_spec.h"
#include "doodle/models.h"

namespace doodle {

/// The untrained network of Champandard's "Extreme Style Machines": layers 1_1 to 4_3, weights drawn from the
/// seed, each number from its own counter. Throws UsageError for an option that does not exist or is out of
/// range.
NetworkSpec make_random_network(const NetworkOptions& options);

}  // namespace doodle
