#pragma once

#include "doodle/image.h"
#include "doodle/maps.h"

namespace doodle {

/// The tones of an RGB picture as a guide (v, 1-v) of 0..1: v is the share of its pixels that are darker, so
/// that the tones of any two pictures are comparable. What a content image has in place of a map.
SemanticMap tone_guide(const Image& image);

}  // namespace doodle
