#pragma once

#include "doodle/image.h"

namespace doodle {

/// The image turned upright. `orientation` is the EXIF value: 1 upright, 2 mirrored, 3 half a turn, 4 upside
/// down mirrored, 5 transposed, 6 to be turned right, 7 transposed across the other diagonal, 8 to be turned
/// left; other values mean 1.
Image upright(Image image, int orientation);

}  // namespace doodle
