#pragma once

#include "match_panels.h"
#include "warp_group.h"

namespace doodle::cuda {

/// A block of the search: warps side by side along the current map (x) and along the style (u), each with a
/// tile of the Gram matrix.
template <class WarpsTile, int x, int u>
struct MatchShape {
  using Tile = WarpsTile;
  static constexpr int warps_x = x, warps_u = u, threads = 32 * x * u;
  static constexpr int rows = x * Tile::rows, columns = u * Tile::columns;
  static constexpr int patches_x = rows - 2, patches_u = columns - 2;  ///< that are whole in a window
  static constexpr PanelSide row_side{rows, kThreadRows<Tile>, false};
  static constexpr PanelSide column_side{columns, kThreadColumns<Tile>, true};
};

using LargeMatch = MatchShape<WarpTile<2, 8>, 4, 2>;
using SmallMatch = MatchShape<WarpTile<2, 8>, 2, 1>;
using GroupMatch = MatchShape<GroupTile, 8, 1>;  ///< two groups of four warps (warp_group.h)

enum class MatchBlocks { small, large, group };

/// body(Shape{}) for the shape that is named.
template <class Body>
auto with_shape(MatchBlocks blocks, const Body& body) {
  switch (blocks) {
    case MatchBlocks::small:
      return body(SmallMatch{});
    case MatchBlocks::large:
      return body(LargeMatch{});
    case MatchBlocks::group:
      break;
  }
  return body(GroupMatch{});
}

}  // namespace doodle::cuda
