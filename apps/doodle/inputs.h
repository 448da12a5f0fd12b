#pragma once

#include "doodle/synthesis.h"
#include "map_files.h"
#include "options.h"

namespace doodle::cli {

/// Reads every file that the arguments name. Throws BadInput.
PaintRequest load_request(const PaintArguments& arguments, const MapFiles& maps, PaintOptions options);

}  // namespace doodle::cli
