#pragma once

#include <vector>

#include "backend/pixel_match_plan.h"

namespace doodle {

/// What the regions of a pixel search have of the style, and need of it.
struct PixelRegions {
  std::vector<std::int32_t> members;  ///< style positions, region by region, ascending
  std::vector<std::int32_t> begin;    ///< where each region's begin in `members`; regions + 1 offsets
  /// How often a style position is to be used, per region: the mean, but at least `least_use`. With 1, where
  /// the style has more than is needed, a piece of it that is used once is not overused.
  std::vector<float> ideal;
};

/// From the two region maps of the spec, which are `style` and `target` on the host. Some style position must
/// have a region.
PixelRegions list_regions(const PixelMatchSpec& spec, const std::int32_t* style, const std::int32_t* target);

}  // namespace doodle
