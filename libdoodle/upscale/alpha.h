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

/// The image with what is at most half opaque made clear, so that its colours have no part in those of the
/// rest: a shadow is no outline. As it is where nothing else can be seen.
Image solid_part(const Image& image);

/// Gives the pixels of `enlarged` that are at most half opaque the colours of those of `source`, smoothly
/// enlarged; nothing where solid_part(source) is `source` itself.
void colour_faint_part(const Image& source, Wrap wrap, Image& enlarged);

}  // namespace doodle
