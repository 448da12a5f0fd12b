#pragma once

#include <cstdint>
#include <vector>

#include "backend/backend.h"

namespace doodle {

/// Style patches grouped by their main label, for random choices among those that may fit.
struct MatchRegions {
  std::vector<std::int32_t> current;       ///< region of each current patch
  std::vector<std::int32_t> members;       ///< style patches, region by region, ascending
  std::vector<std::int32_t> member_begin;  ///< regions + 1 offsets into members
};

/// A patch's region is the label that is largest at its middle, the lower of equals. Current patches whose
/// label the styles lack, and all where there are no labels, have the last region: every style patch.
MatchRegions match_regions(Backend& backend, const MatchPlanSpec& spec);

}  // namespace doodle
