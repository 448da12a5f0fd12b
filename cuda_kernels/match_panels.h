#pragma once

#include "match_tile.h"
#include "tensor_tile.h"

// How maps lie in memory for the search: cut into windows and these into panels of kTileDepth halfs of every
// position, each as it will lie in shared memory, so that a block copies what it needs as it is. Windows
// overlap by the two positions at which no patch of theirs begins.
namespace doodle::cuda {

/// One side of the windows: rows of the Gram matrix, which are positions of the current map, or columns,
/// which are the style's.
struct PanelSide {
  int places;     ///< of a window
  int of_thread;  ///< that lie side by side in a thread
  bool columns;
  DOODLE_HD int patches() const { return places - 2; }  ///< that are whole in a window
  int windows(int width) const { return (width - 2 + patches() - 1) / patches(); }
};

/// A map's panels; of its positions, or of its patches (whose places then are those of their first
/// positions).
struct Panels {
  PanelSide side;
  int windows;  ///< side by side
  int depth;    ///< panels of a window, one behind the other

  /// From the first half to panel `panel` of a window in a row of the map.
  DOODLE_DEVICE std::ptrdiff_t panel(int row, int window, int panel) const {
    return static_cast<std::ptrdiff_t>((row * windows + window) * depth + panel) * (side.places * kTileDepth);
  }
  /// From the first half to half `half` of position `i` of a window.
  DOODLE_DEVICE std::ptrdiff_t half(int row, int window, int i, int half) const {
    const int place = side.columns ? column_place(i, side.of_thread) : row_place(i, side.of_thread);
    return panel(row, window, half / kTileDepth) + piece_place(place, half % kTileDepth / 8) + half % 8;
  }
};

}  // namespace doodle::cuda
