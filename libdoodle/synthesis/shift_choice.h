#pragma once

#include <optional>
#include <vector>

#include "doodle/image.h"
#include "synthesis/lattice.h"

namespace doodle {

/// Which of the steps, the likeliest first, each clear pixel of the picture (RGB, alpha up to kKnown) should
/// take its colour by, so that neighbours by different steps agree about both their colours, and with the
/// known ones beside them; -1 for known pixels. None where some clear pixel is led to a known one by no step.
std::optional<std::vector<int>> choose_shifts(const Image& picture, const std::vector<Step>& steps);

}  // namespace doodle
