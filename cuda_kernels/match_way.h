#pragma once

#include "match_shape.h"

// What a search is asked, and which part of it is a block's.
namespace doodle::cuda {

/// A map as the kernels read it.
struct MatchMap {
  const std::uint16_t* features;  ///< of positions, normalised; beyond the map kNotANumber
  const std::uint16_t* terms;     ///< of patches
  int height, width;
  Panels features_in, terms_in;
  DOODLE_DEVICE int columns() const { return width - 2; }  // of patches
};

struct MatchProblem {
  MatchMap current, style;
  std::int32_t first_patch;  ///< the style's first in Matches::index
  unsigned long long* best;  ///< per current patch: ordered score above, complement of the index below
  unsigned* history;         ///< per patch of the style: ordered best feature term
  /// So many more there are of both: windows may reach beyond the last row.
  static constexpr int kBeyond = 128;
};

/// What blocks there are for it.
struct MatchSplit {
  int tiles_x, tiles_u;  ///< windows side by side
  int length, parts;     ///< patches of a diagonal that one takes, and blocks along a diagonal
  std::size_t diagonals;
};

/// A block's part: the windows of rows begin .. end - 1 of the current map and of those `d` further in the
/// style.
struct MatchWay {
  int window_x, window_u;
  int d, begin, end;

  DOODLE_DEVICE MatchWay(const MatchProblem& p, const MatchSplit& split, int block) {
    const int windows = split.tiles_x * split.tiles_u, window = block % windows;
    window_x = window % split.tiles_x;
    window_u = window / split.tiles_x;
    block /= windows;
    // The longest first: those in the middle, the main one of maps that are alike.
    const int diagonals = p.current.height + p.style.height - 5, order = block / split.parts;
    const int middle = (diagonals - 1) / 2;
    d = (order % 2 != 0 ? middle + (order + 1) / 2 : middle - order / 2) - (p.current.height - 3);
    const int first = d < 0 ? -d : 0;
    const int last = p.current.height < p.style.height - d ? p.current.height : p.style.height - d;
    begin = first + block % split.parts * split.length;
    end = begin + split.length + 2 < last ? begin + split.length + 2 : last;
  }
  /// The first column of this warp, in the current map and in the style.
  template <class Shape>
  DOODLE_DEVICE int x() const {
    return window_x * Shape::patches_x + warp_index() % Shape::warps_x * Shape::Tile::rows;
  }
  template <class Shape>
  DOODLE_DEVICE int u() const {
    return window_u * Shape::patches_u + warp_index() / Shape::warps_x * Shape::Tile::columns;
  }
  /// Whether there is a patch in it.
  DOODLE_DEVICE bool any() const { return end - begin >= 3; }
};

/// The panels of a way in the order in which they are multiplied: of each pair of rows those of its positions
/// and then, where patches end there, those of the patches.
struct MatchPanel {
  int row, number = 0;

  DOODLE_DEVICE explicit MatchPanel(const MatchWay& way) : row(way.begin) {}
  DOODLE_DEVICE bool any(const MatchWay& way) const { return row < way.end; }
  DOODLE_DEVICE const std::uint16_t* current(const MatchProblem& p, const MatchWay& way) const {
    return panel(p.current, row, way.window_x);
  }
  DOODLE_DEVICE const std::uint16_t* style(const MatchProblem& p, const MatchWay& way) const {
    return panel(p.style, row + way.d, way.window_u);
  }
  DOODLE_DEVICE void next(const MatchProblem& p, const MatchWay& way) {
    const int all = p.current.features_in.depth + (row - way.begin < 2 ? 0 : p.current.terms_in.depth);
    if (++number < all) return;
    number = 0;
    ++row;
  }

 private:
  DOODLE_DEVICE const std::uint16_t* panel(const MatchMap& map, int at, int window) const {
    const int term = number - map.features_in.depth;
    return term < 0 ? map.features + map.features_in.panel(at, window, number)
                    : map.terms + map.terms_in.panel(at - 2, window, term);
  }
};

}  // namespace doodle::cuda
