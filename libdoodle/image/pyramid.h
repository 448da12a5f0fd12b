#pragma once

#include "doodle/image.h"

namespace doodle {

/// The size of phase `phase` (0 is the smallest) of `phases`, when the last has size `full`: full *
/// 2^-(phases-1-phase), rounded to the nearest (halves up), at least 1x1. Needs 0 <= phase < phases.
Size phase_size(Size full, int phase, int phases);

/// `full` scaled by `factor` > 0, rounded to the nearest, at least 1x1.
Size scaled_size(Size full, double factor);

/// The image in another size: by area where it shrinks in both directions, by Catmull-Rom otherwise. An image
/// of that size already is returned as it is.
Image scale_to(const Image& image, Size size);

}  // namespace doodle
