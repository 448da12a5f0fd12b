#pragma once

#include <functional>

#include "synthesis/problem.h"

namespace doodle {

/// What is asked of paint() for one of Problem::parts: its picture alone, with its holes as a mask.
PaintRequest part_request(const PaintRequest& request, const Problem& whole, const Area& part);

/// Paints one part, and reports how far that is.
using PaintPart = std::function<PaintResult(const PaintRequest&, const ProgressCallback&)>;

/// Paints the parts of a problem one after the other and puts them into its picture: between them no pixel
/// changes. Each is a phase to the caller's progress function; where that says stop, the parts that are left
/// get smooth colours.
PaintResult paint_parts(const PaintRequest& request, const Problem& whole, const ProgressCallback& progress,
                        const PaintPart& paint);

/// The most bytes held beside a part while that is painted.
std::size_t bytes_beside_parts(const Problem& whole);

}  // namespace doodle
