#pragma once

#include <string>
#include <vector>

#include "synthesis/problem.h"

namespace doodle {

/// Adds a line for the user where a picture `given` in one size is stretched to that of the result, whose
/// shape differs by more than a few per cent; `what` says what it is, its last word what is stretched.
void note_stretch(const std::string& what, Size given, Size result, std::vector<std::string>& notices);

/// Adds lines for the user on the sizes of a problem whose maps are read. Where the content, a target map or
/// a guide is stretched; where the picture is so much larger than its styles that what they show will repeat,
/// or so much smaller that it has room for a corner of them, unless --style-scale was given or the size is
/// that of a picture to paint into.
void note_sizes(const PaintRequest& request, Problem& problem);

}  // namespace doodle
