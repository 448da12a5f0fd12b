#pragma once

#include <cstddef>
#include <cstdint>

#include "base/random.h"
#include "kernels/pixel_patch.h"

// PatchMatch (Barnes et al. 2009) for one target position: what a thread of any device does. Each position
// reads the field of the sweep before and writes its own place of the next, so that the order of the work
// does not matter.
namespace doodle {

/// What one sweep reads and writes; sizes of the target (h x w) and of the style atlas. Pixel arrays have
/// kPixelRow floats of slack (kernels/pixel_patch.h).
struct PixelSweep {
  int width, height;
  int style_width, style_height;
  int guides;          // channels of the guides, a multiple of kGuideBlock
  const float* image;  // h x w x 3
  const float* style;
  const float* guide;
  const float* style_guide;
  const std::int32_t* region;        // of each target pixel
  const std::int32_t* style_region;  // -1: no patch may have its centre there
  const std::int32_t* members;       // style positions, grouped by region
  const std::int32_t* member_begin;  // regions + 1 offsets into members
  const float* price;                // of each style position
  const std::int32_t* old_field;
  const float* old_cost;
  std::int32_t* field;
  float* cost;
  std::uint64_t seed;
  bool wrap_x,
      wrap_y;  // the target is a torus: its outermost kPixelRadius rows or columns repeat the other side
  float coherence = 0;  // what each neighbour that goes on to a style position takes off its price
};

/// A style position that is being considered for one target position.
struct PixelChoice {
  std::int32_t q;
  float cost;    // distance of patches and guides
  float energy;  // cost + toll
};

DOODLE_HD inline std::size_t pixel_offset(int width, int y, int x) {
  return static_cast<std::size_t>(y) * width + x;
}

/// Where the patch is whose centre would lie at row or column `at` of `length`; -1: nowhere. Beyond the
/// positions that have a whole patch, a torus goes on at the other end.
DOODLE_INLINE int patch_place(int at, int length, bool wraps) {
  const int inner = length - 2 * kPixelRadius;
  int i = at - kPixelRadius;
  if (i >= 0 && i < inner) return at;
  if (!wraps) return -1;
  i %= inner;
  return kPixelRadius + (i < 0 ? i + inner : i);
}

/// The top left corner of the patch at style position q.
DOODLE_INLINE const float* pixel_corner(const PixelSweep& f, std::int32_t q) {
  return f.style + (static_cast<std::ptrdiff_t>(q) -
                    static_cast<std::ptrdiff_t>(kPixelRadius) * f.style_width - kPixelRadius) *
                       3;
}

/// Distance of the patch at (y, x) of the image and the one at style position q.
DOODLE_INLINE float pixel_cost(const PixelSweep& f, int y, int x, std::int32_t q) {
  const float* a = f.image + pixel_offset(f.width, y - kPixelRadius, x - kPixelRadius) * 3;
  return pixel_patch_distance(a, f.width * 3, pixel_corner(f, q), f.style_width * 3);
}

DOODLE_INLINE float guide_cost(const PixelSweep& f, std::size_t p, std::int32_t q) {
  return guide_distance(f.guide + p * f.guides, f.style_guide + static_cast<std::size_t>(q) * f.guides,
                        f.guides);
}

/// Takes q if its energy, cost + `toll`, is lower than the best so far; equal energies go to the lower index.
/// Where no patch may have its centre the toll is infinite, as its price is.
DOODLE_INLINE void consider(const PixelSweep& f, int y, int x, std::int32_t q, float toll,
                            PixelChoice& best) {
  if (q == best.q || toll > best.energy) return;
  const float fixed = guide_cost(f, pixel_offset(f.width, y, x), q);
  if (fixed + toll > best.energy) return;
  const float cost = fixed + pixel_cost(f, y, x, q);
  const float energy = cost + toll;
  if (energy < best.energy || (energy == best.energy && q < best.q)) best = {q, cost, energy};
}

/// Style positions to consider for one target position. They lie anywhere in the style, so what they need is
/// asked of the memory as they are added, and read when all have been.
struct PixelCandidates {
  std::int32_t q[32];
  int count = 0;
  int beside = 0;  ///< the first of them are where the neighbours beside would continue to
};

DOODLE_INLINE void add_candidate(const PixelSweep& f, std::int32_t q, PixelCandidates& candidates) {
  if (q < 0 || q >= f.style_width * f.style_height) return;
  candidates.q[candidates.count++] = q;
  prefetch(f.price + q);
  prefetch(f.style_guide + static_cast<std::size_t>(q) * f.guides);
  const float* corner = pixel_corner(f, q);
  for (int row = 0; row < kPixelPatch; ++row) prefetch(corner + row * f.style_width * 3);
}

/// What choosing q costs beside its distance: its price, less what coherence with the neighbours saves.
DOODLE_INLINE float toll(const PixelSweep& f, const PixelCandidates& candidates, std::int32_t q) {
  int agree = 0;
  for (int i = 0; i < candidates.beside; ++i) agree += candidates.q[i] == q;
  return f.price[q] - f.coherence * static_cast<float>(agree);
}

DOODLE_INLINE void consider_all(const PixelSweep& f, int y, int x, const PixelCandidates& candidates,
                                PixelChoice& best) {
  for (int i = 0; i < candidates.count; ++i)
    consider(f, y, x, candidates.q[i], toll(f, candidates, candidates.q[i]), best);
}

/// Adds where the four neighbours at distance `jump` would continue to. A step over the style's side comes
/// out on the other side: a candidate like any other.
DOODLE_INLINE void propagate(const PixelSweep& f, int y, int x, int jump, PixelCandidates& candidates) {
  for (int side = 0; side < 4; ++side) {
    const int step = side < 2 ? -jump : jump;
    const int dy = side % 2 == 0 ? step : 0, dx = side % 2 == 0 ? 0 : step;
    const int ny = patch_place(y + dy, f.height, f.wrap_y), nx = patch_place(x + dx, f.width, f.wrap_x);
    if (ny < 0 || nx < 0) continue;
    add_candidate(f, f.old_field[pixel_offset(f.width, ny, nx)] - dy * f.style_width - dx, candidates);
  }
}

/// Adds two random members of the region.
DOODLE_INLINE void jump_anywhere(const PixelSweep& f, std::size_t p, std::uint64_t word,
                                 PixelCandidates& candidates) {
  const std::int32_t begin = f.member_begin[f.region[p]];
  const auto count = static_cast<std::uint32_t>(f.member_begin[f.region[p] + 1] - begin);
  if (count == 0) return;
  add_candidate(f, f.members[begin + static_cast<std::int32_t>(random_below(word, count))], candidates);
  add_candidate(f, f.members[begin + static_cast<std::int32_t>(random_below(word << 32, count))], candidates);
}

/// Adds one random position in each of the windows around `centre` that shrink by half. One word makes two
/// positions: 16 bits tell more places apart than a window has rows.
DOODLE_INLINE void jump_around(const PixelSweep& f, std::size_t p, std::uint64_t stream, std::int32_t centre,
                               PixelCandidates& candidates) {
  int radius = (f.style_width > f.style_height ? f.style_width : f.style_height) / 2;
  while (radius >= 1) {
    std::uint64_t word = random_word(f.seed, stream++, p);
    for (int i = 0; i < 2 && radius >= 1; ++i, radius /= 2) {
      const auto span = static_cast<std::uint32_t>(2 * radius + 1);
      const int dy = static_cast<int>(((word & 0xffff) * span) >> 16) - radius;
      const int dx = static_cast<int>(((word >> 16 & 0xffff) * span) >> 16) - radius;
      add_candidate(f, centre + dy * f.style_width + dx, candidates);
      word >>= 32;
    }
  }
}

/// One sweep at one position. Half of the positions rest in each sweep (by a fair coin), so that neighbours
/// do not all leave a crowded place, or all enter a free one, at once.
DOODLE_INLINE void sweep_pixel(const PixelSweep& f, int y, int x, int jump, int sweep) {
  const std::size_t p = pixel_offset(f.width, y, x);
  const std::int32_t old = f.old_field[p];
  PixelChoice best{old, f.old_cost[p], 0};
  const std::uint64_t stream = static_cast<std::uint64_t>(sweep) * 64;
  if (random_word(f.seed, stream + 63, p) & 1) {
    PixelCandidates candidates;
    propagate(f, y, x, 1, candidates);
    candidates.beside = candidates.count;
    best.energy = best.cost + toll(f, candidates, old);
    if (jump > 1) propagate(f, y, x, jump, candidates);
    jump_anywhere(f, p, random_word(f.seed, stream, p), candidates);
    jump_around(f, p, stream + 1, old, candidates);
    consider_all(f, y, x, candidates, best);
  }
  f.field[p] = best.q;
  f.cost[p] = best.cost;
}

/// The vote for one pixel: the mean of what the up to 25 patches that cover it say, each weighted by
/// 1 / (cost + softness)^2. A plain mean would blur; patches that fit badly have little to say here.
DOODLE_INLINE void vote_pixel(const PixelSweep& f, int y, int x, float softness, float* out) {
  float total = 0, sum[3] = {0, 0, 0};
  for (int dy = -kPixelRadius; dy <= kPixelRadius; ++dy) {
    const int py = patch_place(y + dy, f.height, f.wrap_y);
    if (py < 0) continue;
    for (int dx = -kPixelRadius; dx <= kPixelRadius; ++dx) {
      const int px = patch_place(x + dx, f.width, f.wrap_x);
      if (px < 0) continue;
      const std::size_t p = pixel_offset(f.width, py, px);
      const float* colour = f.style + static_cast<std::size_t>(f.field[p] - dy * f.style_width - dx) * 3;
      const float closeness = 1.0f / (f.cost[p] + softness);
      const float weight = closeness * closeness;
      total += weight;
      for (int c = 0; c < 3; ++c) sum[c] += weight * colour[c];
    }
  }
  for (int c = 0; c < 3; ++c) out[c] = sum[c] / total;
}

}  // namespace doodle
