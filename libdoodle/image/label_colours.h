#pragma once

#include <vector>

#include "doodle/maps.h"
#include "image/colours.h"

namespace doodle {

/// The label of fully clear pixels; its colour means nothing.
inline constexpr const char* kClearLabel = "clear";

/// The labels that the flat areas of all these maps (RGB) are painted in: clusters of colours, the largest
/// first, small ones left out; with `options.names` those, in their order. None when every pixel is clear.
std::vector<Label> find_labels(const std::vector<Image>& maps, const MapOptions& options);

/// Drops labels until at most `most` are left: of the two nearest colours, again and again, the later one.
void merge_labels(std::vector<Label>& labels, std::size_t most);

/// Whether any pixel is fully clear, so that the labels need `clear` (always last).
bool has_clear_pixels(const std::vector<Image>& maps);

/// The share of flat pixels (all four neighbours alike; of all pixels when none is flat) that carry the exact
/// colour of a label, give or take the noise of a JPEG file: near 1 for maps of labels, about one half or
/// less for continuous tones.
double flat_share(const std::vector<Image>& maps, const std::vector<Label>& labels);

}  // namespace doodle
