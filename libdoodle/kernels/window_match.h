#pragma once

#include <cstddef>
#include <cstdint>

#include "base/random.h"
#include "kernels/style_patches.h"

// PatchMatch (Barnes et al. 2009) over the patches of feature maps, with the exact score of every pair that
// is looked at (docs/algorithm.md): what a thread of any device does for one current patch. Each patch reads
// the field of the sweep before and writes its own place of the next, so that the order of the work does not
// matter.
namespace doodle {

/// What one sweep reads and writes. Fields have a place for each current patch; scores are in units of nine,
/// less the penalty of the style patch.
struct WindowSweep {
  int rows, columns;  // of current patches
  const PatchRange* styles;
  int style_count;
  const std::int32_t* region;        // of each current patch: its main label
  const std::int32_t* members;       // style patches, grouped by region
  const std::int32_t* member_begin;  // regions + 1 offsets into members
  const float* penalty;              // of each style patch
  const std::int32_t* old_field;
  const float* old_score;
  std::int32_t* field;
  float* score;
  std::uint64_t seed;
};

/// The sweeps of one search, the `run`-th of a plan: many when nothing is known, then few, since most patches
/// keep what they have. Every sweep has 64 streams of random numbers of its own.
struct WindowPlan {
  int sweeps;
  std::uint64_t stream;  ///< for measure_patch()
  DOODLE_HD std::uint64_t stream_of(int sweep) const {
    return stream + 64 * static_cast<std::uint64_t>(sweep + 1);
  }
  /// Far neighbours now and then: news travels fast.
  DOODLE_HD int jump(int sweep) const { return 1 << 2 * (sweep % 3); }
};

DOODLE_HD inline WindowPlan window_plan(int run) {
  constexpr int first_sweeps = 8, later_sweeps = 3;
  return {run == 0 ? first_sweeps : later_sweeps, static_cast<std::uint64_t>(run) * 64 * (first_sweeps + 1)};
}

/// A style patch that is chosen so far.
struct WindowChoice {
  std::int32_t q;
  float score;
};

/// The highest sum of nine cosines, with room for rounding.
inline constexpr float kHighestFeatures = 9.01f;

/// Adds the feature term and takes q if its score is higher than the best so far; of equal scores the lower
/// index wins. `pairs` has the two terms of a pair in units of nine: label(y, x, patch) and
/// feature(y, x, q, patch).
template <class Pairs>
DOODLE_HD inline void consider_patch(const WindowSweep& f, const Pairs& pairs, int y, int x, std::int32_t q,
                                     WindowChoice& best) {
  if (q == best.q) return;
  const StylePatch patch = locate_patch(f.styles, f.style_count, q);
  const float fixed = pairs.label(y, x, patch) - f.penalty[q];
  if (fixed + kHighestFeatures < best.score) return;
  const float score = pairs.feature(y, x, q, patch) + fixed;
  if (score > best.score || (score == best.score && q < best.q)) best = {q, score};
}

/// The style patch (dy, dx) away from q in q's style, or -1.
DOODLE_HD inline std::int32_t patch_beside(const WindowSweep& f, std::int32_t q, int dy, int dx) {
  const StylePatch patch = locate_patch(f.styles, f.style_count, q);
  const PatchRange& range = f.styles[patch.style];
  const int row = patch.row + dy, column = patch.column + dx;
  if (row < 0 || row >= range.rows || column < 0 || column >= range.columns) return -1;
  return q + dy * range.columns + dx;
}

/// Where the four neighbours at distance `jump` would continue to.
template <class Pairs>
DOODLE_HD inline void consider_neighbours(const WindowSweep& f, const Pairs& pairs, int y, int x, int jump,
                                          WindowChoice& best) {
  for (int side = 0; side < 4; ++side) {
    const int step = side < 2 ? -jump : jump;
    const int dy = side % 2 == 0 ? step : 0, dx = side % 2 == 0 ? 0 : step;
    if (y + dy < 0 || y + dy >= f.rows || x + dx < 0 || x + dx >= f.columns) continue;
    const std::int32_t q = patch_beside(f, f.old_field[(y + dy) * f.columns + x + dx], -dy, -dx);
    if (q >= 0) consider_patch(f, pairs, y, x, q, best);
  }
}

/// A member of the patch's region.
DOODLE_HD inline std::int32_t random_member(const WindowSweep& f, std::size_t p, std::uint64_t word) {
  const std::int32_t begin = f.member_begin[f.region[p]];
  const auto count = static_cast<std::uint32_t>(f.member_begin[f.region[p] + 1] - begin);
  return f.members[begin + static_cast<std::int32_t>(random_below(word, count))];
}

/// One random patch in each of the windows around `centre` that shrink by half.
template <class Pairs>
DOODLE_HD inline void consider_windows(const WindowSweep& f, const Pairs& pairs, int y, int x,
                                       std::uint64_t stream, WindowChoice& best) {
  const std::int32_t centre = best.q;
  const PatchRange& range = f.styles[locate_patch(f.styles, f.style_count, centre).style];
  const std::size_t p =
      static_cast<std::size_t>(y) * static_cast<std::size_t>(f.columns) + static_cast<std::size_t>(x);
  int radius = (range.rows > range.columns ? range.rows : range.columns) / 2;
  for (; radius >= 1; radius /= 2) {
    const std::uint64_t word = random_word(f.seed, stream++, p);
    const auto span = static_cast<std::uint32_t>(2 * radius + 1);
    const int dy = static_cast<int>(random_below(word, span)) - radius;
    const int dx = static_cast<int>(random_below(word << 32, span)) - radius;
    const std::int32_t q = patch_beside(f, centre, dy, dx);
    if (q >= 0) consider_patch(f, pairs, y, x, q, best);
  }
}

/// Starts a patch from the style patch that it had, or a random one of its region where that is -1.
template <class Pairs>
DOODLE_HD inline void measure_patch(const WindowSweep& f, const Pairs& pairs, int y, int x,
                                    std::uint64_t stream) {
  const std::size_t p =
      static_cast<std::size_t>(y) * static_cast<std::size_t>(f.columns) + static_cast<std::size_t>(x);
  const std::int32_t q =
      f.old_field[p] >= 0 ? f.old_field[p] : random_member(f, p, random_word(f.seed, stream, p));
  const StylePatch patch = locate_patch(f.styles, f.style_count, q);
  f.field[p] = q;
  f.score[p] = pairs.feature(y, x, q, patch) + (pairs.label(y, x, patch) - f.penalty[q]);
}

/// One sweep at one patch: neighbours near and `jump` away, two random members of the region, then windows
/// around the best of these. Takes 64 numbers of the random streams from `stream` on.
template <class Pairs>
DOODLE_HD inline void sweep_patch(const WindowSweep& f, const Pairs& pairs, int y, int x, int jump,
                                  std::uint64_t stream) {
  const std::size_t p =
      static_cast<std::size_t>(y) * static_cast<std::size_t>(f.columns) + static_cast<std::size_t>(x);
  WindowChoice best{f.old_field[p], f.old_score[p]};
  consider_neighbours(f, pairs, y, x, 1, best);
  if (jump > 1) consider_neighbours(f, pairs, y, x, jump, best);
  for (std::uint64_t i = 0; i < 2; ++i)
    consider_patch(f, pairs, y, x, random_member(f, p, random_word(f.seed, stream + i, p)), best);
  consider_windows(f, pairs, y, x, stream + 2, best);
  f.field[p] = best.q;
  f.score[p] = best.score;
}

}  // namespace doodle
