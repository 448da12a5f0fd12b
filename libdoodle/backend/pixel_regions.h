#pragma once

#include <vector>

#include "backend/pixel_match_plan.h"

namespace doodle {

/// What the regions of a pixel search have of the style, and need of it.
struct PixelRegions {
  std::vector<std::int32_t> members;  ///< style positions, region by region, ascending
  std::vector<std::int32_t> begin;    ///< where each region's begin in `members`; regions + 1 offsets
  /// The wanted use of the pixels around each style position: how many patches cover them, summed, when every
  /// position that may be used is used as often as its region's mean, but at least `least_use`. (With 1,
  /// where the style has more than is needed, a piece of it that is used once is not overused.) At the sides
  /// fewer patches reach a pixel. 0 where no patch may have its centre.
  std::vector<float> wanted;
};

/// Replaces the values of a style by their sums over a patch around each, clipped at the sides; `rows` is
/// scratch of the same size. Terms ascend, as on all devices: beyond 2^24 sums are rounded.
void patch_sums(Shape shape, std::vector<float>& values, std::vector<float>& rows);

/// From the two region maps of the spec, which are `style` and `target` on the host. Some style position must
/// have a region.
PixelRegions list_regions(const PixelMatchSpec& spec, const std::int32_t* style, const std::int32_t* target);

}  // namespace doodle
