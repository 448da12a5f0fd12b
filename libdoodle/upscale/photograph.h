#pragma once

#include <optional>
#include <string>

#include "doodle/image.h"

namespace doodle {

/// A line for the user where what was given as pixel art (RGB) looks like a photograph: neighbours differ as
/// a rule, and there are more than a thousand colours and more than one for 16 pixels; or, of a grey one of
/// more than 128x128 pixels, more than 128 greys.
std::optional<std::string> photograph_notice(const Image& art);

}  // namespace doodle
