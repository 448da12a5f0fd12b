#pragma once

#include "doodle/image.h"

namespace doodle {

/// `image` with every colour replaced by the nearest of those that `source` shows where it is not clear, of
/// as near ones the one with the least red, green or blue, in this order. As it is where all is clear. Both
/// are RGB.
Image snap_to_palette(Image image, const Image& source);

}  // namespace doodle
