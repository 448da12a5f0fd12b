#pragma once

#include <cmath>

#include "backend/network_shape.h"
#include "launch.h"

// Convolutions as products of gathered rows: out[m][n] = sum over taps t and channels k of in[source(m,
// t)][k] * weight[t][k][n]. Forward and backward differ in what they gather.
namespace doodle::cuda {

inline constexpr int kConvTile = 64;      ///< positions and outputs of a block
inline constexpr int kConvDepth = 16;     ///< channels of a step
inline constexpr int kConvThreads = 256;  ///< each has 4 x 4 results

/// Of an output position: the input position under a tap.
struct ForwardSource {
  int height, width, out_width, kernel, stride, margin;
  AxisPadding padding;
  DOODLE_DEVICE int operator()(int position, int tap) const {
    const int y = padded_source(padding.y, position / out_width * stride + tap / kernel - margin, height);
    const int x = padded_source(padding.x, position % out_width * stride + tap % kernel - margin, width);
    return y < 0 || x < 0 ? -1 : y * width + x;
  }
};

/// Of a position of the input with its margin: the output position that read it through a tap.
struct BackwardSource {
  int out_height, out_width, frame_width, kernel, stride;
  DOODLE_DEVICE int operator()(int position, int tap) const {
    const int y = position / frame_width - tap / kernel, x = position % frame_width - tap % kernel;
    if (y < 0 || x < 0 || y % stride != 0 || x % stride != 0) return -1;
    if (y / stride >= out_height || x / stride >= out_width) return -1;
    return y / stride * out_width + x / stride;
  }
};

DOODLE_HD inline float activate(Activation activation, float value) {
  if (value > 0 || activation == Activation::none) return value;
  if (activation == Activation::relu) return 0;
  return activation == Activation::leaky ? value * (1.0f / 3.0f) : std::exp(value) - 1.0f;
}

/// The slope of the activation, from its result.
DOODLE_HD inline float activation_slope(Activation activation, float result) {
  if (result > 0 || activation == Activation::none) return 1;
  if (activation == Activation::relu) return 0;
  return activation == Activation::leaky ? 1.0f / 3.0f : result + 1.0f;
}

template <class Source>
struct GatherProduct {
  static constexpr bool waits = true;
  const float* in;       ///< positions x channels
  const float* weights;  ///< taps x channels x outputs
  const float* bias;     ///< outputs, or null
  float* out;            ///< count x outputs
  int count, channels, outputs, taps;
  Source source;
  Activation activation;

  DOODLE_DEVICE void operator()() const {
    float* left = reinterpret_cast<float*>(shared_memory());  // kConvDepth x kConvTile
    float* right = left + kConvDepth * kConvTile;             // the same
    const int column_tiles = (outputs + kConvTile - 1) / kConvTile;
    const int m0 = block_index() / column_tiles * kConvTile, n0 = block_index() % column_tiles * kConvTile;
    const int row = thread_index() / 16 * 4, column = thread_index() % 16 * 4;
    float sum[4][4] = {};
    for (int tap = 0; tap < taps; ++tap) {
      for (int k0 = 0; k0 < channels; k0 += kConvDepth) {
        load(tap, k0, m0, n0, left, right);
        barrier();
        DOODLE_UNROLL for (int k = 0; k < kConvDepth; ++k) {
          const float* a = left + k * kConvTile + row;
          const float* b = right + k * kConvTile + column;
          DOODLE_UNROLL for (int i = 0; i < 4; ++i) {
            DOODLE_UNROLL for (int j = 0; j < 4; ++j) sum[i][j] += a[i] * b[j];
          }
        }
        barrier();
      }
    }
    DOODLE_UNROLL for (int i = 0; i < 4; ++i) {
      DOODLE_UNROLL for (int j = 0; j < 4; ++j) {
        const int m = m0 + row + i, n = n0 + column + j;
        if (m >= count || n >= outputs) continue;
        out[static_cast<std::size_t>(m) * static_cast<std::size_t>(outputs) + static_cast<std::size_t>(n)] =
            activate(activation, sum[i][j] + (bias == nullptr ? 0.0f : bias[n]));
      }
    }
  }

 private:
  DOODLE_DEVICE void load(int tap, int k0, int m0, int n0, float* left, float* right) const {
    for (int i = thread_index(); i < kConvDepth * kConvTile; i += kConvThreads) {
      const int k = k0 + i % kConvDepth, m = m0 + i / kConvDepth;  // channels lie side by side
      const int from = k < channels && m < count ? source(m, tap) : -1;
      left[i % kConvDepth * kConvTile + i / kConvDepth] =
          from < 0 ? 0.0f
                   : in[static_cast<std::size_t>(from) * static_cast<std::size_t>(channels) +
                        static_cast<std::size_t>(k)];
      const int kb = k0 + i / kConvTile, n = n0 + i % kConvTile;  // and here outputs do
      right[i] = kb < channels && n < outputs
                     ? weights[(static_cast<std::size_t>(tap) * static_cast<std::size_t>(channels) +
                                static_cast<std::size_t>(kb)) *
                                   static_cast<std::size_t>(outputs) +
                               static_cast<std::size_t>(n)]
                     : 0.0f;
    }
  }
};

template <class Source>
void gather_product(const GatherProduct<Source>& product) {
  const auto tiles = [](int count) { return (count + kConvTile - 1) / kConvTile; };
  launch({tiles(product.count) * tiles(product.outputs), kConvThreads,
          2 * kConvDepth * kConvTile * sizeof(float)},
         product);
}

}  // namespace doodle::cuda
