#pragma once

#include <optional>
#include <string>

#include "synthesis/problem.h"

namespace doodle {

/// A line for the user where the picture is so much larger than its styles that what they show will repeat,
/// or so much smaller that it has room for a corner of them. Nothing where --style-scale was given, or where
/// the size is that of a picture to paint into. For a problem whose maps are read.
std::optional<std::string> scale_notice(const Problem& problem);

}  // namespace doodle
