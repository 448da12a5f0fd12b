#pragma once

#include "base/host_device.h"

/// A body that must be inlined into each device's or instruction set's loop around it.
#define DOODLE_INLINE DOODLE_HD inline __attribute__((always_inline))

namespace doodle {

/// Patches of the pixel finish are 5x5 pixels of RGB: a row is 15 floats, read as 16 with the last one
/// ignored, so that a row is one vector on most machines. Pixel arrays therefore need one float of slack at
/// the end.
inline constexpr int kPixelPatch = 5;
inline constexpr int kPixelRadius = kPixelPatch / 2;
inline constexpr int kPixelRow = 16;

/// Mean squared difference, in levels squared, of the two 5x5x3 patches whose top left corners are given;
/// rows are `stride` floats apart. Lanes are summed in a fixed order, so that every machine computes the same
/// value.
DOODLE_INLINE float pixel_patch_distance(const float* a, int a_stride, const float* b, int b_stride) {
  float lane[kPixelRow] = {};
  for (int row = 0; row < kPixelPatch; ++row, a += a_stride, b += b_stride) {
    for (int i = 0; i < kPixelRow; ++i) {
      const float d = a[i] - b[i];
      lane[i] += d * d;
    }
  }
  lane[kPixelRow - 1] = 0;
  for (int width = kPixelRow / 2; width > 0; width /= 2)
    for (int i = 0; i < width; ++i) lane[i] += lane[i + width];
  return lane[0] * (1.0f / (3 * kPixelPatch * kPixelPatch));
}

/// Squared distance of two guide vectors, in the units that their weights gave them (levels squared).
DOODLE_INLINE float guide_distance(const float* a, const float* b, int channels) {
  float sum = 0;
  for (int c = 0; c < channels; ++c) {
    const float d = a[c] - b[c];
    sum += d * d;
  }
  return sum;
}

}  // namespace doodle
