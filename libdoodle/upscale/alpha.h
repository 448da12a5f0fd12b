#pragma once

#include "doodle/image.h"

namespace doodle {

/// Whether every pixel is either clear or opaque, and some are clear.
bool is_cutout(const Image& image);

/// The image with the colours of its clear pixels (alpha 0) continued from the nearest that can be seen, ring
/// by ring, around the sides that wrap. Without any that can be seen it is returned as it is.
Image bled(const Image& image, Wrap wrap);

/// The alpha of `source` in another size (empty stays empty). What is more than half opaque has smooth
/// outlines and covers the same share of the area, to a pixel or as near as equal values allow; on either
/// side of them alpha is smooth. A cutout stays one.
std::vector<float> enlarged_alpha(const Image& source, Size size, Wrap wrap);

}  // namespace doodle
