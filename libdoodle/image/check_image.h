#pragma once

#include <string>

#include "doodle/image.h"

namespace doodle {

/// The longest side of an image in memory, and of a file that is read: beyond this a picture is a mistake or
/// an attack.
inline constexpr int largest_side = 65500;
inline constexpr int largest_file_side = 30000;

inline bool side_fits(int side) {
  return side >= 1 && side <= largest_side;
}

/// Throws BadInput "NAME ..." unless the image has 1 or 3 channels, sides that fit, and as many values as
/// they say.
void require_consistent(const Image& image, const std::string& name);

/// Throws BadInput "NAME has NaN at pixel (x, y) ..." when a colour or an alpha is not a finite number.
void require_finite(const Image& image, const std::string& name);

/// What a caller gave, as RGB without alpha. Throws BadInput "WHAT ..." when it is empty or larger than a
/// file may be, its arrays do not fit its size, or a value is not finite.
Image checked_input(const Image& image, const std::string& what);

}  // namespace doodle
