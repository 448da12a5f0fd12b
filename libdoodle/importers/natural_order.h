#pragma once

#include <string_view>
#include <vector>

#include "importers/arrays.h"

namespace doodle {

/// Whether a comes before b when runs of digits are compared as numbers: `features.2` before `features.10`.
bool natural_less(std::string_view a, std::string_view b);

/// Indices of the arrays in the natural order of their names; of equal names, the first in the file is first.
std::vector<std::size_t> natural_order(const std::vector<NamedArray>& arrays);

}  // namespace doodle
