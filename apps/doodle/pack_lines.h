#pragma once

#include <string>

#include "doodle/pack.h"
#include "report.h"

namespace doodle::cli {

/// `PATH  DECISION  16x16 -> 128x128  STYLE  (block, tiles)` as far as it applies.
std::string pack_line(const PackEntry& entry);

/// The same for machines.
Json pack_json(const PackEntry& entry);

/// `12/340  block/stone.png  frame 3/16`.
std::string pack_progress_line(const PackProgress& progress);

}  // namespace doodle::cli
