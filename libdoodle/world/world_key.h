#pragma once

#include <string>

#include "doodle/world.h"

namespace doodle {

/// A word that differs when anything differs that the pixels of a world depend on: its map, labels, styles,
/// options, the `network`'s hash, the side of its chunks and the version of the library.
std::string world_key(const WorldRequest& request, const std::string& network, Size size, int chunk);

}  // namespace doodle
