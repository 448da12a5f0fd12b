#pragma once

#include <optional>

#include "doodle/image.h"
#include "synthesis/pixel_field.h"

namespace doodle {

/// A picture without holes.
struct Completed {
  Image image;       ///< RGB, opaque
  PixelField field;  ///< where in the given picture, as the only style, each pixel is from
};

/// The picture with its clear pixels (alpha 0) filled from other parts of itself, moved by few different
/// steps (frequent_offsets()) that meet where their pixels agree, and agree with what is around (Pritch et
/// al., Shift-Map Image Editing, 2009): courses of bricks, fences and horizons go on. None where
/// some clear pixel is reached by no step.
std::optional<Completed> completed_by_shifts(const Image& picture);

}  // namespace doodle
