#pragma once

#include <string>
#include <vector>

#include "options.h"

namespace doodle::cli {

/// The files of the maps of one picture; no target: there are no maps at all.
struct MapFiles {
  std::vector<std::string> styles;  ///< one per style; may not exist
  std::string target;
  std::vector<std::string> notices;
};

/// The name of the map beside a picture: its name without the extension, and `ending`.
std::string map_name(const std::string& picture, const std::string& ending);

/// Finds the maps: those given, else those beside the style, and beside the content or the output. A style
/// map found by name without a target map is left alone, with a notice. Throws UsageError when --style-map
/// was given and there is no target map.
MapFiles find_maps(const PaintArguments& arguments);

}  // namespace doodle::cli
