#pragma once

#include <cstdint>
#include <optional>

#include "doodle/image.h"

namespace doodle {

/// A step over a picture, in pixels.
struct Step {
  int y = 0, x = 0;
};

/// Two steps, one across and one down, after each of which a picture looks the same.
struct Lattice {
  Step across, down;
};

/// The lattice of a weave, of tiles or of ruled lines: steps of a third to two thirds of a side that
/// correlate best (normalised, lightness without what is broader than an eighth of the picture), where both
/// do strongly. None for other pictures, nor for those that are smaller than 24 pixels on a side.
std::optional<Lattice> find_lattice(const Image& image);

/// The image continued over `size` by whole steps of its lattice, from a place that `random_seed` chooses.
/// RGB.
Image continued_by(const Lattice& lattice, const Image& image, Size size, std::uint64_t random_seed);

}  // namespace doodle
