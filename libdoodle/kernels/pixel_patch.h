#pragma once

#include "base/host_device.h"

/// A body that must be inlined into each device's or instruction set's loop around it.
#define DOODLE_INLINE DOODLE_HD inline __attribute__((always_inline))

namespace doodle {

/// Asks for what will soon be read. A device with many threads hides the wait by itself.
DOODLE_INLINE void prefetch([[maybe_unused]] const void* address) {
#if defined(__GNUC__) && !defined(__CUDA_ARCH__)
  __builtin_prefetch(address);
#endif
}

/// Patches of the pixel finish are 5x5 pixels of RGB: a row is 15 floats, read as 16 with the last one
/// ignored, so that a row is one vector on most machines. Pixel arrays therefore need one float of slack at
/// the end.
inline constexpr int kPixelPatch = 5;
inline constexpr int kPixelRadius = kPixelPatch / 2;
inline constexpr int kPixelRow = 16;

/// The sum of a row's lanes but the last, in a fixed order that keeps to registers.
DOODLE_INLINE float sum_pixel_row(const float* lane) {
  float four[4];
  for (int i = 0; i < 4; ++i)
    four[i] = (lane[i] + lane[i + 8]) + (lane[i + 4] + (i < 3 ? lane[i + 12] : 0.0f));
  return (four[0] + four[2]) + (four[1] + four[3]);
}

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
  return sum_pixel_row(lane) * (1.0f / (3 * kPixelPatch * kPixelPatch));
}

/// Channels of guides come in blocks of this many, the rest zero.
inline constexpr int kGuideBlock = 8;

/// Squared distance of two guide vectors, in the units that their weights gave them (levels squared).
DOODLE_INLINE float guide_distance(const float* a, const float* b, int channels) {
  float lane[kGuideBlock] = {};
  for (int c = 0; c < channels; c += kGuideBlock) {
    for (int i = 0; i < kGuideBlock; ++i) {
      const float d = a[c + i] - b[c + i];
      lane[i] += d * d;
    }
  }
  float four[4];
  for (int i = 0; i < 4; ++i) four[i] = lane[i] + lane[i + 4];
  return (four[0] + four[2]) + (four[1] + four[3]);
}

}  // namespace doodle
