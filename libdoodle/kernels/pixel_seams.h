#pragma once

#include "kernels/pixel_match.h"
#include "kernels/seam_terms.h"

namespace doodle {

/// Squared distance of the guides of two positions of the target.
DOODLE_INLINE float guide_step(const PixelSweep& f, std::size_t p, std::size_t next) {
  return guide_distance(f.guide + p * f.guides, f.guide + next * f.guides, f.guides);
}

/// By how much the colours of `image` at (y, x) and at the next position along an axis differ more than the
/// patches say that cover both: their mean difference, weighted as in vote_pixel(), is what is expected.
/// Inside a piece of style that is 0. What is far above the limit counts for little, as do borders of the
/// guides.
DOODLE_INLINE void measure_seam(const PixelSweep& f, const float* image, int y, int x, bool down,
                                const SeamTerms& terms, float* out) {
  const int step_y = down, step_x = !down;
  float total = 0, expected[3] = {0, 0, 0};
  for (int dy = step_y - kPixelRadius; dy <= kPixelRadius; ++dy) {
    const int py = patch_place(y + dy, f.height, f.wrap_y);
    if (py < 0) continue;
    for (int dx = step_x - kPixelRadius; dx <= kPixelRadius; ++dx) {
      const int px = patch_place(x + dx, f.width, f.wrap_x);
      if (px < 0) continue;
      const std::size_t p = pixel_offset(f.width, py, px);
      const float* here = f.style + static_cast<std::size_t>(f.field[p] - dy * f.style_width - dx) * 3;
      const float* next = here + (step_y * f.style_width + step_x) * 3;
      const float closeness = 1.0f / (f.cost[p] + terms.softness);
      const float weight = closeness * closeness;
      total += weight;
      for (int c = 0; c < 3; ++c) expected[c] += weight * (next[c] - here[c]);
    }
  }
  const float* here = image + pixel_offset(f.width, y, x) * 3;
  const float* next = image + pixel_offset(f.width, y + step_y, x + step_x) * 3;
  float square = 0;
  for (int c = 0; c < 3; ++c) {
    out[c] = total > 0 ? (next[c] - here[c]) - expected[c] / total : 0;
    square += out[c] * out[c];
  }
  const float steepness = square / (3 * terms.limit * terms.limit);
  const float border =
      guide_step(f, pixel_offset(f.width, y, x), pixel_offset(f.width, y + step_y, x + step_x)) /
      terms.border;
  for (int c = 0; c < 3; ++c) out[c] /= (1 + steepness * steepness) * (1 + border * border);
}

/// Both seams of (y, x), to the right and down; 0 where nothing lies there.
DOODLE_INLINE void measure_seams(const PixelSweep& f, const float* image, int y, int x,
                                 const SeamTerms& terms, float* right, float* down) {
  for (int c = 0; c < 3; ++c) right[c] = down[c] = 0;
  if (x + 1 < f.width) measure_seam(f, image, y, x, false, terms, right);
  if (y + 1 < f.height) measure_seam(f, image, y, x, true, terms, down);
}

}  // namespace doodle
