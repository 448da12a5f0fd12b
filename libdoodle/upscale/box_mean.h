#pragma once

#include "doodle/image.h"

namespace doodle {

/// The means of a picture of one channel over the squares that reach `radius` pixels to each side: around the
/// sides that wrap, of the pixels that there are at others.
Image box_mean(const Image& image, int radius, Wrap wrap);

}  // namespace doodle
