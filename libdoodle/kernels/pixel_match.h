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
  int guides;          // channels of the guides
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
};

/// A style position that is being considered for one target position.
struct PixelChoice {
  std::int32_t q;
  float cost;    // distance of patches and guides
  float energy;  // cost + price
};

DOODLE_HD inline std::size_t pixel_offset(int width, int y, int x) {
  return static_cast<std::size_t>(y) * width + x;
}

/// Distance of the patch at (y, x) of the image and the one at style position q.
DOODLE_INLINE float pixel_cost(const PixelSweep& f, int y, int x, std::int32_t q) {
  const float* a = f.image + pixel_offset(f.width, y - kPixelRadius, x - kPixelRadius) * 3;
  const float* b = f.style + (static_cast<std::size_t>(q) -
                              static_cast<std::size_t>(kPixelRadius) * f.style_width - kPixelRadius) *
                                 3;
  return pixel_patch_distance(a, f.width * 3, b, f.style_width * 3);
}

DOODLE_INLINE float guide_cost(const PixelSweep& f, std::size_t p, std::int32_t q) {
  return guide_distance(f.guide + p * f.guides, f.style_guide + static_cast<std::size_t>(q) * f.guides,
                        f.guides);
}

/// Takes q if its energy is lower than the best so far; equal energies go to the lower index.
DOODLE_INLINE void consider(const PixelSweep& f, int y, int x, std::int32_t q, PixelChoice& best) {
  if (q == best.q) return;
  const float fixed = guide_cost(f, pixel_offset(f.width, y, x), q);
  if (fixed + f.price[q] > best.energy) return;
  const float cost = fixed + pixel_cost(f, y, x, q);
  const float energy = cost + f.price[q];
  if (energy < best.energy || (energy == best.energy && q < best.q)) best = {q, cost, energy};
}

/// The style position at (v, u), or -1 where no patch may have its centre.
DOODLE_INLINE std::int32_t style_position(const PixelSweep& f, int v, int u) {
  if (v < 0 || u < 0 || v >= f.style_height || u >= f.style_width) return -1;
  const std::int32_t q = v * f.style_width + u;
  return f.style_region[q] < 0 ? -1 : q;
}

/// Considers where the four neighbours at distance `jump` would continue to.
DOODLE_INLINE void propagate(const PixelSweep& f, int y, int x, int jump, PixelChoice& best) {
  for (int side = 0; side < 4; ++side) {
    const int step = side < 2 ? -jump : jump;
    const int dy = side % 2 == 0 ? step : 0, dx = side % 2 == 0 ? 0 : step;
    const int ny = y + dy, nx = x + dx;
    if (ny < kPixelRadius || nx < kPixelRadius || ny >= f.height - kPixelRadius ||
        nx >= f.width - kPixelRadius)
      continue;
    const std::int32_t n = f.old_field[pixel_offset(f.width, ny, nx)];
    const std::int32_t q = style_position(f, n / f.style_width - dy, n % f.style_width - dx);
    if (q >= 0) consider(f, y, x, q, best);
  }
}

/// Considers two random members of the region, then one random position in windows around the best that
/// shrink by half.
DOODLE_INLINE void random_search(const PixelSweep& f, int y, int x, int sweep, PixelChoice& best) {
  const std::size_t p = pixel_offset(f.width, y, x);
  std::uint64_t stream = static_cast<std::uint64_t>(sweep) * 64;
  const std::int32_t begin = f.member_begin[f.region[p]];
  const auto count = static_cast<std::uint32_t>(f.member_begin[f.region[p] + 1] - begin);
  for (int i = 0; i < 2 && count > 0; ++i)
    consider(
        f, y, x,
        f.members[begin + static_cast<std::int32_t>(random_below(random_word(f.seed, stream++, p), count))],
        best);
  const int widest = (f.style_width > f.style_height ? f.style_width : f.style_height) / 2;
  for (int radius = widest; radius >= 1; radius /= 2) {
    const std::uint64_t word = random_word(f.seed, stream++, p);
    const auto span = static_cast<std::uint32_t>(2 * radius + 1);
    const int v = best.q / f.style_width + static_cast<int>(random_below(word, span)) - radius;
    const int u = best.q % f.style_width + static_cast<int>(random_below(word << 32, span)) - radius;
    const std::int32_t q = style_position(f, v, u);
    if (q >= 0) consider(f, y, x, q, best);
  }
}

/// One sweep at one position. Half of the positions rest in each sweep (by a fair coin), so that neighbours
/// do not all leave a crowded place, or all enter a free one, at once.
DOODLE_INLINE void sweep_pixel(const PixelSweep& f, int y, int x, int jump, int sweep) {
  const std::size_t p = pixel_offset(f.width, y, x);
  const std::int32_t old = f.old_field[p];
  PixelChoice best{old, f.old_cost[p], f.old_cost[p] + f.price[old]};
  if (random_word(f.seed, static_cast<std::uint64_t>(sweep) * 64 + 63, p) & 1) {
    propagate(f, y, x, 1, best);
    if (jump > 1) propagate(f, y, x, jump, best);
    random_search(f, y, x, sweep, best);
  }
  f.field[p] = best.q;
  f.cost[p] = best.cost;
}

/// The vote for one pixel: the mean of what the up to 25 patches that cover it say, each weighted by
/// 1 / (cost + softness)^2. A plain mean would blur; patches that fit badly have little to say here.
DOODLE_INLINE void vote_pixel(const PixelSweep& f, int y, int x, float softness, float* out) {
  float total = 0, sum[3] = {0, 0, 0};
  for (int dy = -kPixelRadius; dy <= kPixelRadius; ++dy) {
    const int py = y + dy;
    if (py < kPixelRadius || py >= f.height - kPixelRadius) continue;
    for (int dx = -kPixelRadius; dx <= kPixelRadius; ++dx) {
      const int px = x + dx;
      if (px < kPixelRadius || px >= f.width - kPixelRadius) continue;
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
