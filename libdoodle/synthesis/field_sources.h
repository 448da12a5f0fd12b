#pragma once

#include "doodle/source_map.h"
#include "synthesis/atlas.h"

namespace doodle {

/// A field over `atlas` in pixels of the styles' files, which have the sizes `styles`, for a picture of
/// `size`: where that is larger than the field's, pixels lie between its places.
SourceMap sources_of(const PixelField& field, const Atlas& atlas, Size size, const std::vector<Size>& styles);

}  // namespace doodle
