#pragma once

#include <vector>

#include "doodle/maps.h"

namespace doodle {

using Colour = std::array<float, 3>;

/// The label of fully clear pixels; its colour means nothing.
inline constexpr const char* kClearLabel = "clear";

/// Squared distance of two colours in RGB levels.
float colour_distance(const Colour& a, const Colour& b);

/// A colour (sRGB, 0..255) in Oklab (Ottosson 2020): lightness 0..1 and two axes of hue.
Colour oklab(const Colour& rgb);

/// Squared distance as the eye has it: in Oklab (Ottosson 2020).
float perceptual_distance(const Colour& a, const Colour& b);

/// `#rrggbb`.
std::string hex_name(const Colour& colour);

/// A plain name (`sky blue`, `dark red`) where the colour is near one, else hex_name().
std::string plain_name(const Colour& colour);

/// The labels that the flat areas of all these maps (RGB) are painted in: clusters of colours, the largest
/// first, small ones left out; with `options.names` those, in their order. `clear` is last, when a map has
/// fully clear pixels.
std::vector<Label> find_labels(const std::vector<Image>& maps, const MapOptions& options);

/// The share of flat pixels (all four neighbours alike) that carry the exact colour of a label, give or take
/// the noise of a JPEG file: near 1 for maps of labels, about one half or less for continuous tones.
double flat_share(const std::vector<Image>& maps, const std::vector<Label>& labels);

}  // namespace doodle
