#pragma once

#include <string>

#include "doodle/image.h"

namespace doodle::cli {

/// Height of a line of text in pixels, the space below it included.
constexpr int kLineHeight = 12;

/// Pixels from the beginning of a line of text to its end.
int text_width(const std::string& text);

/// Writes one line of text in black into an RGB picture, its upper left corner at (left, top), room for which
/// there must be. The letters, 5 by 8 pixels, are part of the program, so that no fonts need be installed:
/// those of ASCII, digits and . , : / - + % _ ( ); all else is blank.
void draw_text(Image& image, int left, int top, const std::string& text);

}  // namespace doodle::cli
