#pragma once

#include <vector>

#include "doodle/image.h"
#include "synthesis/lattice.h"
#include "synthesis/surroundings.h"

namespace doodle {

/// The steps by which parts of a picture repeat: each patch of 7 x 7 pixels names the place that is most like
/// it, at least a fifteenth of the longer side away, and steps are returned that are named more often than
/// those around them, the most frequent first (He and Sun, Statistics of Patch Offsets for Image Completion,
/// 2012). Clear pixels (alpha below 1) take no part. They are found in a picture of at most 8000 pixels and
/// are exact to half of one of its pixels, brought to the picture's.
std::vector<Step> frequent_offsets(const Image& picture);

/// The step nearest to `step`, at most `reach` pixels away in each direction, after which the pixels of the
/// area are most like those that they lead to; `step` itself where none can be compared.
Step refined(const Image& picture, Step step, int reach, const Area& area);

}  // namespace doodle
