#pragma once

#include "doodle/image.h"

namespace doodle {

/// The image, opaque, its clear pixels (alpha below 0.5) in the colours around them: smooth, without detail.
/// Pixels that can be seen keep their bytes. Where nothing can be seen, all becomes middle grey. Along the
/// axes of `wrap` what lies around goes on at the other side.
Image filled(const Image& image, Wrap wrap = {});

}  // namespace doodle
