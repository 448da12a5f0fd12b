#pragma once

#include <array>
#include <string>

namespace doodle {

/// RGB, 0..255, unless said otherwise.
using Colour = std::array<float, 3>;

/// Squared distance of two colours in RGB levels.
inline float colour_distance(const Colour& a, const Colour& b) {
  const float r = a[0] - b[0], g = a[1] - b[1], blue = a[2] - b[2];
  return r * r + g * g + blue * blue;
}

/// A colour (sRGB, 0..255) in Oklab (Ottosson 2020): lightness 0..1 and two axes of hue.
Colour oklab(const Colour& rgb);

/// Squared distance as the eye has it: in Oklab (Ottosson 2020).
float perceptual_distance(const Colour& a, const Colour& b);

/// `#rrggbb`.
std::string hex_name(const Colour& colour);

/// A plain name (`sky blue`, `dark red`) where the colour is near one, else hex_name().
std::string plain_name(const Colour& colour);

}  // namespace doodle
