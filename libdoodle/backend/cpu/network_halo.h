#pragma once

#include "backend/cpu/network_map.h"

namespace doodle::cpu {

/// Copies `map` into the middle of `padded`, which is one row and column larger on every side, and fills that
/// halo: with zeros, with the nearest value, or with the value mirrored at the edge pixel (a 1-pixel side
/// mirrors to itself).
void fill_halo(Padding padding, const BlockedMap& map, const BlockedMap& padded);

/// The adjoint of fill_halo: overwrites `map` with the middle of `padded` plus what its halo was copied from.
void fold_halo(Padding padding, const BlockedMap& padded, const BlockedMap& map);

}  // namespace doodle::cpu
