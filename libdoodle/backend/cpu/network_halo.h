#pragma once

#include "backend/cpu/network_map.h"
#include "backend/network_shape.h"

namespace doodle::cpu {

/// Copies `map` into the middle of `padded`, which is one row and column larger on every side, and fills that
/// halo as `padding` says.
void fill_halo(AxisPadding padding, const BlockedMap& map, const BlockedMap& padded);

/// The adjoint of fill_halo: overwrites `map` with the middle of `padded` plus what its halo was copied from.
void fold_halo(AxisPadding padding, const BlockedMap& padded, const BlockedMap& map);

}  // namespace doodle::cpu
