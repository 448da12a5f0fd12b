#pragma once

#include <cmath>
#include <cstdint>

#include "base/host_device.h"
#include "kernels/style_patches.h"

namespace doodle {

/// A style image as voting reads it: height x width x channels.
struct VoteImage {
  const float* pixels = nullptr;
  int height = 0;
  int width = 0;
};

/// Everything that one pixel's vote depends on.
struct VoteField {
  const StylePatch* patches = nullptr;  ///< the match of each of rows x columns patches
  int rows = 0;
  int columns = 0;
  const VoteImage* styles = nullptr;
  const float* window = nullptr;  ///< 3 * stride weights, the same for rows and columns
  int stride = 1;
  int channels = 3;
};

/// Weight i of a Hann window of `length` without its zero ends: every pixel of a block has a say.
DOODLE_HD inline float hann_weight(int i, int length) {
  const double turn = 6.283185307179586476925286766559 * (i + 1) / (length + 1);
  return static_cast<float>(0.5 - 0.5 * std::cos(turn));
}

/// Writes to pixel (y, x) the weighted mean of the style pixels that the up to nine blocks over it bring.
/// Style pixels beyond the style's edge (a last row or column that pooling dropped) have no say; without any
/// the pixel keeps its value.
DOODLE_HD inline void vote_pixel(const VoteField& field, int y, int x, float* pixel) {
  float sum[4] = {0, 0, 0, 0};
  float total = 0;
  const int stride = field.stride, in_y = y % stride, in_x = x % stride;
  for_each_covering_patch(y / stride, x / stride, field.rows, field.columns, [&](int patch, int dy, int dx) {
    const StylePatch match = field.patches[patch];
    const VoteImage& style = field.styles[match.style];
    const int style_y = (match.row + dy) * stride + in_y, style_x = (match.column + dx) * stride + in_x;
    if (style_y >= style.height || style_x >= style.width) return;
    const float weight = field.window[dy * stride + in_y] * field.window[dx * stride + in_x];
    const float* from =
        style.pixels + (static_cast<std::int64_t>(style_y) * style.width + style_x) * field.channels;
    for (int c = 0; c < field.channels; ++c) sum[c] += weight * from[c];
    total += weight;
  });
  if (total <= 0) return;
  for (int c = 0; c < field.channels; ++c) pixel[c] = sum[c] / total;
}

}  // namespace doodle
