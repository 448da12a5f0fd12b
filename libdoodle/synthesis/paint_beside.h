#pragma once

#include <cstddef>

#include "doodle/synthesis.h"

namespace doodle {

/// paint() and estimate_paint() for a caller that holds `held` bytes besides the request: they count in what
/// is planned.
PaintResult paint_beside(std::size_t held, const PaintRequest& request, const ProgressCallback& progress);
PaintEstimate estimate_beside(std::size_t held, const PaintRequest& request);

}  // namespace doodle
