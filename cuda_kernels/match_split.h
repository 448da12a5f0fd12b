#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "launch.h"
#include "match_source.h"
#include "match_tile.h"

namespace doodle::cuda {

/// What blocks there are for it.
struct MatchSplit {
  int threads;           ///< of a block: its shape's
  int tiles_x, tiles_u;  ///< side by side
  int length, parts;     ///< patches of a diagonal that one takes, and blocks along a diagonal
  std::size_t diagonals;
};

/// How many warps of a block lie side by side along the current map and along the style.
template <int x, int u>
struct MatchShape {
  static constexpr int warps_x = x, warps_u = u, threads = 32 * x * u;
  static constexpr int rows = x * MatchTile::rows, columns = u * MatchTile::columns;
  static constexpr int patches_x = rows - 2, patches_u = columns - 2;  ///< that are whole in a window
};

using LargeMatch = MatchShape<4, 2>;
using SmallMatch = MatchShape<2, 1>;

/// How to search in a style. Takes a while for large maps: once for all searches.
template <class Shape>
MatchSplit split_search(Shape, const MatchMap& current, const MatchMap& style) {
  constexpr int kShortest = 8, kBlocks = LargeMatch::threads / Shape::threads;  // of a multiprocessor at once
  const auto tiles = [](int width, int patches) { return (width - 2 + patches - 1) / patches; };
  const int rows = current.height - 2, style_rows = style.height - 2, longest = std::min(rows, style_rows);
  MatchSplit best{Shape::threads,
                  tiles(current.width, Shape::patches_x),
                  tiles(style.width, Shape::patches_u),
                  longest,
                  1,
                  static_cast<std::size_t>(rows + style_rows - 1)};
  // Cuts diagonals so that the last block ends early: few more row pairs (a block goes through two more than
  // it has patches), and few blocks that begin when most are done.
  const double at_once = static_cast<double>(multiprocessors()) * kBlocks / (best.tiles_x * best.tiles_u);
  double least = HUGE_VAL;
  for (int length = std::min(kShortest, longest); length <= longest; ++length) {
    const auto parts = [&](int patches) { return (patches + length - 1) / length; };
    double blocks = parts(longest) * (std::abs(rows - style_rows) + 1.0);
    for (int patches = 1; patches < longest; ++patches) blocks += 2.0 * parts(patches);
    const double all = static_cast<double>(rows) * style_rows + 2 * blocks;
    const double time = std::max(length + 2.0, all / at_once) + (blocks > at_once ? 3 : 0);
    if (time >= least) continue;
    least = time;
    best.length = length;
    best.parts = parts(longest);
  }
  return best;
}

inline MatchSplit split_search(const MatchMap& current, const MatchMap& style) {
  const MatchSplit large = split_search(LargeMatch{}, current, style),
                   small = split_search(SmallMatch{}, current, style);
  // Windows are whole: the shape that looks at less beyond the maps, and the large one where it is close,
  // since it copies less.
  const auto warps = [](const MatchSplit& split) { return split.tiles_x * split.tiles_u * split.threads; };
  return 5 * warps(small) < 4 * warps(large) ? small : large;
}

}  // namespace doodle::cuda
