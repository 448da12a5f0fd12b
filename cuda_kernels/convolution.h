#pragma once

#include <cmath>

#include "backend/network_shape.h"
#include "half_rows.h"
#include "launch.h"
#include "tensor_tile.h"

// Convolutions as products of gathered rows: out[m][n] = sum over taps t and channels k of in[source(m,
// t)][k] * weight[t][n][k], of fp16 numbers with sums in fp32. Forward and backward differ in what they
// gather. Exact ones add the products of what rounding to fp16 left over: (a + a')(b + b') without a'b', in
// sums that round.
namespace doodle::cuda {

inline constexpr int kConvWarps = 4;
using ConvTile = WarpTile<2, 8>;                                    ///< of a warp: positions x outputs
inline constexpr int kConvPositions = kConvWarps * ConvTile::rows;  ///< of a block
inline constexpr int kConvOutputs = ConvTile::columns;
inline constexpr int kConvThreads = kConvWarps * 32;
inline constexpr int kConvRows = kConvPositions + kConvOutputs;

/// A position of a map.
struct Place {
  int y, x;
};

/// Of an output position: the input position under a tap; -1: a zero.
struct ForwardSource {
  int height, width, out_width, kernel, stride, margin;
  AxisPadding padding;
  DOODLE_DEVICE Place place(int position) const {
    return {position / out_width * stride - margin, position % out_width * stride - margin};
  }
  DOODLE_DEVICE int operator()(Place place, int tap_y, int tap_x) const {
    const int y = padded_source(padding.y, place.y + tap_y, height);
    const int x = padded_source(padding.x, place.x + tap_x, width);
    return y < 0 || x < 0 ? -1 : y * width + x;
  }
};

/// Of a position of the input: the output position that read it through a tap. The first position is so many
/// rows and columns behind that of the input with its margin.
struct BackwardSource {
  int out_height, out_width, width, kernel, stride, first;
  DOODLE_DEVICE Place place(int position) const {
    return {position / width + first, position % width + first};
  }
  DOODLE_DEVICE int operator()(Place place, int tap_y, int tap_x) const {
    const int y = place.y - tap_y, x = place.x - tap_x;
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
struct ConvolutionProblem {
  HalfRows in;        ///< a row per position
  HalfRows weights;   ///< a row per tap and output
  const float* bias;  ///< of the outputs, or null
  float* out;         ///< count x outputs
  int count, outputs;
  Source source;
  Activation activation;
};

template <class Source, bool exact>
struct ConvolutionKernel {
  static constexpr bool waits = true;
  ConvolutionProblem<Source> p;

  DOODLE_DEVICE void operator()() const {
    const int column_blocks = (p.outputs + kConvOutputs - 1) / kConvOutputs;
    const int m0 = block_index() / column_blocks * kConvPositions;
    const int n0 = block_index() % column_blocks * kConvOutputs;
    std::uint16_t* buffers = reinterpret_cast<std::uint16_t*>(shared_memory());
    Walk walk(p, m0);
    const auto load = [&](int step) {
      if (!walk.ended()) load_rows(walk, m0, n0, buffers + step % kStages * kBuffer);
      walk.go_on(p);
      commit_copies();  // an empty group, too, or the waits below would count wrongly
    };
    DOODLE_UNROLL for (int step = 0; step < kStages - 1; ++step) load(step);
    ConvTile sums;
    const int m = m0 + warp_index() * ConvTile::rows;  // the warp's first
    const int m_end = (p.count - m + 15) / 16, n_end = (p.outputs - n0 + 7) / 8;
    const int steps = kParts * p.source.kernel * p.source.kernel * (p.in.values / kTileDepth);
    for (int step = 0; step < steps; ++step) {
      wait_for_copies<kStages - 2>();
      barrier();  // the step's rows are there for all, and those of the step before have been read
      load(step + kStages - 1);
      const std::uint16_t* left = buffers + step % kStages * kBuffer;
      sums.template multiply<exact>(left + warp_index() * ConvTile::rows * kTileStride,
                                    left + kConvPositions * kTileStride, m_end, n_end);
    }
    store(m, n0, sums);
  }

 private:
  static constexpr int kParts = exact ? 3 : 1;              ///< products of which numbers
  static constexpr int kBuffer = kConvRows * kTileStride;   ///< halfs of a stage
  static constexpr int kPieces = kTileDepth / 8;            ///< of a row, each copied by one thread
  static constexpr int kStride = kConvThreads / kPieces;    ///< rows that are copied at once
  static constexpr int kPlaces = kConvPositions / kStride;  ///< positions that a thread copies from

  /// What the next step multiplies, and where this thread's positions are.
  struct Walk {
    Place places[kPlaces];
    int part = 0, tap_y = 0, tap_x = 0, k = 0;
    DOODLE_DEVICE Walk(const ConvolutionProblem<Source>& c, int m0) {
      DOODLE_UNROLL for (int i = 0; i < kPlaces; ++i) places[i] =
          c.source.place(m0 + thread_index() / kPieces + i * kStride);
    }
    DOODLE_DEVICE bool ended() const { return part == kParts; }
    DOODLE_DEVICE void go_on(const ConvolutionProblem<Source>& c) {
      if (ended()) return;
      if ((k += kTileDepth) < c.in.values) return;
      k = 0;
      if (++tap_x < c.source.kernel) return;
      tap_x = 0;
      if (++tap_y < c.source.kernel) return;
      tap_y = 0;
      ++part;
    }
  };

  /// Copies a step's rows: of both numbers' products those of the first two, then of either first with the
  /// other's second.
  DOODLE_DEVICE void load_rows(const Walk& walk, int m0, int n0, std::uint16_t* to) const {
    const std::uint16_t* values = walk.part == 2 ? p.in.low : p.in.high;
    const std::uint16_t* factors = walk.part == 1 ? p.weights.low : p.weights.high;
    const int row = thread_index() / kPieces, piece = thread_index() % kPieces * 8;
    DOODLE_UNROLL for (int i = 0; i < kPlaces; ++i) {
      const int r = row + i * kStride;
      const int from = m0 + r < p.count ? p.source(walk.places[i], walk.tap_y, walk.tap_x) : -1;
      const std::size_t at =
          static_cast<std::size_t>(from < 0 ? 0 : from) * static_cast<std::size_t>(p.in.values);
      copy_async(to + r * kTileStride + piece, values + at + walk.k + piece, from >= 0);
    }
    DOODLE_UNROLL for (int i = 0; i < kConvOutputs / kStride; ++i) {
      const int r = row + i * kStride;
      const bool there = n0 + r < p.outputs;
      const int tap = walk.tap_y * p.source.kernel + walk.tap_x;
      const std::size_t at = static_cast<std::size_t>(there ? tap * p.outputs + n0 + r : 0) *
                             static_cast<std::size_t>(p.in.values);
      copy_async(to + (kConvPositions + r) * kTileStride + piece, factors + at + walk.k + piece, there);
    }
  }

  DOODLE_DEVICE void store(int m0, int n0, const ConvTile& sums) const {
    const float in_scale = half_scale(*p.in.largest, true),
                weight_scale = half_scale(*p.weights.largest, true);
    DOODLE_UNROLL for (int t = 0; t < ConvTile::rows / 16; ++t) {
      DOODLE_UNROLL for (int u = 0; u < ConvTile::columns / 8; ++u) {
        DOODLE_UNROLL for (int i = 0; i < 4; ++i) {
          const int m = m0 + ConvTile::row(t, i), n = n0 + ConvTile::column(u, i);
          if (m >= p.count || n >= p.outputs) continue;
          // One scale after the other: their product may be beyond what floats hold.
          const float sum = sums.value[t][u][i] * in_scale * weight_scale;
          p.out[static_cast<std::size_t>(m) * static_cast<std::size_t>(p.outputs) +
                static_cast<std::size_t>(n)] =
              activate(p.activation, sum + (p.bias == nullptr ? 0.0f : p.bias[n]));
        }
      }
    }
  }
};

inline constexpr std::size_t kConvShared = kStages * kConvRows * kTileStride * sizeof(std::uint16_t);
static_assert(kConvShared <= 48 << 10);

template <class Source>
void convolve(const ConvolutionProblem<Source>& problem, bool exact) {
  const auto blocks = [](int count, int of) { return static_cast<std::size_t>((count + of - 1) / of); };
  const Grid grid{blocks(problem.count, kConvPositions) * blocks(problem.outputs, kConvOutputs), kConvThreads,
                  kConvShared};
  if (exact)
    launch(grid, ConvolutionKernel<Source, true>{problem});
  else
    launch(grid, ConvolutionKernel<Source, false>{problem});
}

}  // namespace doodle::cuda
