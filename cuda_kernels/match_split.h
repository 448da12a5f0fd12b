#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "launch.h"
#include "match_way.h"
#include "tensor/tensor.h"

namespace doodle::cuda {

/// How blocks of a shape search in a style; both are the maps' shapes. Takes a while for large maps: once for
/// all searches.
template <class Blocks>
MatchSplit split_search(Blocks, const Shape& current, const Shape& style) {
  constexpr int kShortest = 8,
                kBlocks = LargeMatch::threads / Blocks::threads;  // of a multiprocessor at once
  const int rows = current.height - 2, style_rows = style.height - 2, longest = std::min(rows, style_rows);
  MatchSplit best{Blocks::row_side.windows(current.width), Blocks::column_side.windows(style.width), longest,
                  1, static_cast<std::size_t>(rows + style_rows - 1)};
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

/// The shape of blocks that takes the least time for a search in all styles.
inline MatchBlocks choose_blocks(const Shape& current, const std::vector<Shape>& styles) {
  // Windows are whole, so what counts is how far they reach beyond the maps; and how long a place of a window
  // takes: small ones copy more, groups of warps multiply faster.
  const auto time = [&](auto blocks, double of_place) {
    using Blocks = decltype(blocks);
    double places = 0;
    for (const Shape& style : styles)
      places += static_cast<double>(Blocks::rows * Blocks::columns) *
                Blocks::row_side.windows(current.width) * Blocks::column_side.windows(style.width) *
                std::min(current.height, style.height) * std::max(current.height, style.height);
    return places * of_place;
  };
  const double small = time(SmallMatch{}, 1.25), large = time(LargeMatch{}, 1),
               group = multiplies_in_groups() ? time(GroupMatch{}, 0.45) : HUGE_VAL;
  if (small < std::min(large, group)) return MatchBlocks::small;
  return group < large ? MatchBlocks::group : MatchBlocks::large;
}

}  // namespace doodle::cuda
