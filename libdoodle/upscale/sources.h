#pragma once

#include "doodle/source_map.h"
#include "upscale/regions.h"

namespace doodle {

/// Where pixels come from that were taken (`last`) from a picture of which that is known (`before`).
SourceMap through(const SourceMap& last, const SourceMap& before);

/// From pixels of a torus that was continued by `margin` columns and rows on every side to pixels of the
/// torus itself, which has `size`. The map has one style.
void cut_margins(SourceMap& map, Size size, Size margin);

/// Takes pixels that come from another region than theirs, or one beside it, from the nearest of their own:
/// for a map of one style of size `source`, an enlargement of the art that the regions are of.
void keep_within(SourceMap& map, const Regions& regions, Size source);

/// From pixels of styles that were resized to those of the styles themselves, whose sizes are given.
void rescale_sources(SourceMap& map, const std::vector<Size>& styles);

}  // namespace doodle
