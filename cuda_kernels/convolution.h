#pragma once

#include <cmath>

#include "activation.h"
#include "convolution_source.h"
#include "half_rows.h"
#include "launch.h"
#include "tensor_tile.h"

// Convolutions as products of gathered rows: out[m][n] = sum over taps t and channels k of in[source(m,
// t)][k] * weight[t][n][k], of fp16 numbers with sums in fp32. Forward and backward differ in what they
// gather. Exact ones add the products of what rounding to fp16 left over: (a + a')(b + b') without a'b', in
// sums that round.
namespace doodle::cuda {

/// A block: warps side by side along positions and along outputs, each with so many small tiles.
template <int warps_m, int warps_n, int tiles_m, int tiles_n>
struct ConvolutionShape {
  using Tile = WarpTile<tiles_m, tiles_n>;
  static constexpr int warps = warps_m, threads = 32 * warps_m * warps_n;
  static constexpr int positions = warps_m * Tile::rows, outputs = warps_n * Tile::columns;
};

template <class Source>
struct ConvolutionProblem {
  HalfRows in;        ///< a row per position
  HalfRows weights;   ///< a row per tap and output
  const float* bias;  ///< of the outputs, or null
  float* out;         ///< count x outputs
  unsigned* largest;  ///< raised to the bits of the largest magnitude there; or null
  int count, outputs;
  Source source;
  Activation activation;
};

template <class Source, class Shape, bool exact>
struct ConvolutionKernel {
  static constexpr bool waits = true;
  static constexpr int kBuffer = (Shape::positions + Shape::outputs) * kTileDepth;  ///< halfs of a stage
  static constexpr std::size_t shared_bytes = kStages * kBuffer * sizeof(std::uint16_t);
  using Tile = typename Shape::Tile;
  ConvolutionProblem<Source> p;

  DOODLE_DEVICE void operator()() const {
    const int column_blocks = (p.outputs + Shape::outputs - 1) / Shape::outputs;
    const int m0 = block_index() / column_blocks * Shape::positions;
    const int n0 = block_index() % column_blocks * Shape::outputs;
    std::uint16_t* buffers = reinterpret_cast<std::uint16_t*>(shared_memory());
    Walk walk(p, m0, n0);
    int loading = 0, reading = 0;
    const auto load = [&] {
      walk.load(p, buffers + loading * kBuffer);
      loading = loading + 1 == kStages ? 0 : loading + 1;
      commit_copies();  // an empty group, too, or the waits below would count wrongly
    };
    DOODLE_UNROLL for (int step = 0; step < kStages - 1; ++step) load();
    Tile sums;
    const TileLane mine;
    const int m = warp_index() % Shape::warps * Tile::rows, n = warp_index() / Shape::warps * Tile::columns;
    const int steps = kParts * p.source.kernel * p.source.kernel * (p.in.values / kTileDepth);
    DOODLE_ROLLED for (int step = 0; step < steps; ++step) {
      wait_for_copies<kStages - 2>();
      barrier();  // the step's rows are there for all, and those of the step before have been read
      load();
      const std::uint16_t* left = buffers + reading * kBuffer;
      reading = reading + 1 == kStages ? 0 : reading + 1;
      // (Of exact ones, which are for tests and features, small layers are the rule.)
      if (exact && (m0 + m >= p.count || n0 + n >= p.outputs)) continue;
      sums.template multiply<exact>(mine, left + m * kTileDepth, left + (Shape::positions + n) * kTileDepth);
    }
    store(m0 + m, n0 + n, sums);
  }

 private:
  static constexpr int kParts = exact ? 3 : 1;                ///< products of which numbers
  static constexpr int kStep = Shape::threads / kTilePieces;  ///< rows that are copied at once
  static constexpr int kPlaces = Shape::positions / kStep;    ///< positions that a thread copies from
  static constexpr int kFactors = Shape::outputs / kStep;     ///< and rows of weights
  static_assert(Shape::positions % kStep == 0 && Shape::outputs % kStep == 0);

  /// What this thread copies for the next step: of both numbers' products those of the first two, then of
  /// either first with the other's second.
  struct Walk {
    Place places[kPlaces];
    int sources[kPlaces];  ///< under the tap; -1: zeros
    int first, outputs;    ///< row of weights, and how many there are from it on
    int part = 0, tap_y = 0, tap_x = 0, k = 0;

    DOODLE_DEVICE Walk(const ConvolutionProblem<Source>& c, int m0, int n0)
        : first(n0 + row()), outputs(c.outputs - first) {
      DOODLE_UNROLL for (int i = 0; i < kPlaces; ++i) {
        places[i] = c.source.place(m0 + row() + i * kStep);
        if (m0 + row() + i * kStep >= c.count) places[i].y = kNowhere;
      }
      find_sources(c);
    }

    DOODLE_DEVICE static int row() { return thread_index() / kTilePieces; }
    DOODLE_DEVICE static int piece() { return thread_index() % kTilePieces; }

    DOODLE_DEVICE void find_sources(const ConvolutionProblem<Source>& c) {
      DOODLE_UNROLL for (int i = 0; i < kPlaces; ++i) sources[i] =
          places[i].y == kNowhere ? -1 : c.source(places[i], tap_y, tap_x);
    }

    DOODLE_DEVICE void load(const ConvolutionProblem<Source>& c, std::uint16_t* to) {
      if (part == kParts) return;
      const std::uint16_t* values = (part == 2 ? c.in.low : c.in.high) + k + piece() * 8;
      DOODLE_UNROLL for (int i = 0; i < kPlaces; ++i)
          copy_async(to + piece_place(row() + i * kStep, piece()),
                     values + static_cast<std::ptrdiff_t>(sources[i] < 0 ? 0 : sources[i]) * c.in.values,
                     sources[i] >= 0);
      const int tap = tap_y * c.source.kernel + tap_x;
      const std::uint16_t* factors = (part == 1 ? c.weights.low : c.weights.high) + k + piece() * 8 +
                                     static_cast<std::ptrdiff_t>(tap * c.outputs + first) * c.in.values;
      DOODLE_UNROLL for (int i = 0; i < kFactors; ++i) {
        copy_async(to + piece_place(Shape::positions + row() + i * kStep, piece()),
                   factors + static_cast<std::ptrdiff_t>(i * kStep) * c.in.values, i * kStep < outputs);
      }
      go_on(c);
    }

    DOODLE_DEVICE void go_on(const ConvolutionProblem<Source>& c) {
      if ((k += kTileDepth) < c.in.values) return;
      k = 0;
      if (++tap_x == c.source.kernel) {
        tap_x = 0;
        if (++tap_y == c.source.kernel) {
          tap_y = 0;
          ++part;
        }
      }
      find_sources(c);
    }
  };
  static constexpr int kNowhere = -1 << 30;

  DOODLE_DEVICE void store(int m0, int n0, Tile& sums) const {
    finish(n0, sums);
    float most = 0;
    DOODLE_UNROLL for (int t = 0; t < Tile::rows / 16; ++t) {
      DOODLE_UNROLL for (int i = 0; i < 4; i += 2) {
        const int m = m0 + Tile::row(t, i);
        float* out = p.out + static_cast<std::ptrdiff_t>(m < p.count ? m : 0) * p.outputs + n0;
        DOODLE_UNROLL for (int u = 0; u < Tile::columns / 8; ++u) {
          const int n = Tile::column(u, 0), left = m < p.count ? p.outputs - n0 - n : 0;
          const Pair pair{{sums.value[t][u][i], sums.value[t][u][i + 1]}};
          if (Source::in_pairs || left > 1)
            most = std::fmax(most, left > 0 ? std::fabs(pair.value[1]) : 0.0f);
          if (left > 0) most = std::fmax(most, std::fabs(pair.value[0]));
          if constexpr (Source::in_pairs) {
            if (left > 0) *reinterpret_cast<Pair*>(out + n) = pair;
          } else {
            if (left > 0) out[n] = pair.value[0];
            if (left > 1) out[n + 1] = pair.value[1];
          }
        }
      }
    }
    if (p.largest != nullptr) raise_largest(p.largest, most);
  }
  struct alignas(8) Pair {
    float value[2];
  };

  /// From sums of products to outputs.
  DOODLE_DEVICE void finish(int n0, Tile& sums) const {
    const float in_scale = half_scale(*p.in.largest, true),
                weight_scale = half_scale(*p.weights.largest, true);
    const float least = p.activation == Activation::relu ? 0.0f : -HUGE_VALF;
    DOODLE_UNROLL for (int u = 0; u < Tile::columns / 8; ++u) {
      DOODLE_UNROLL for (int odd = 0; odd < 2; ++odd) {
        const int n = n0 + Tile::column(u, odd);
        const float bias = p.bias == nullptr || n >= p.outputs ? 0.0f : p.bias[n];
        DOODLE_UNROLL for (int t = 0; t < Tile::rows / 16; ++t) {
          DOODLE_UNROLL for (int i = odd; i < 4; i += 2) {
            // One scale after the other: their product may be beyond what floats hold.
            const float sum = sums.value[t][u][i] * in_scale * weight_scale + bias;
            sums.value[t][u][i] = sum > least ? sum : least;
          }
        }
      }
    }
    if constexpr (!Source::in_pairs) {
      if (!is_curved(p.activation)) return;
      DOODLE_UNROLL for (int t = 0; t < Tile::rows / 16; ++t) {
        DOODLE_UNROLL for (int u = 0; u < Tile::columns / 8; ++u) {
          DOODLE_UNROLL for (int i = 0; i < 4; ++i) sums.value[t][u][i] =
              activate(p.activation, sums.value[t][u][i]);
        }
      }
    }
  }
};

template <class Shape, bool exact, class Source>
void convolve_in(const ConvolutionProblem<Source>& problem) {
  const auto blocks = [](int count, int of) { return static_cast<std::size_t>((count + of - 1) / of); };
  const ConvolutionKernel<Source, Shape, exact> kernel{problem};
  launch({blocks(problem.count, Shape::positions) * blocks(problem.outputs, Shape::outputs), Shape::threads,
          kernel.shared_bytes},
         kernel);
}

using UsualConvolution = ConvolutionShape<4, 1, 2, 8>;  ///< 128 x 64
using SmallConvolution = ConvolutionShape<2, 2, 2, 4>;  ///< 64 x 64

/// Enqueues it, in the largest blocks of which there are enough for a large device's multiprocessors.
inline void convolve_directly(const ConvolutionProblem<DirectSource>& problem) {
  constexpr int kEnough = 200;
  using Square = ConvolutionShape<2, 2, 4, 8>;  // 128 x 128
  const auto enough = [&](int positions, int outputs) {
    return problem.count / positions * ((problem.outputs + outputs - 1) / outputs) >= kEnough;
  };
  if (problem.outputs > 64 && enough(128, 128))
    convolve_in<Square, false>(problem);
  else if (enough(128, 64))
    convolve_in<UsualConvolution, false>(problem);
  else
    convolve_in<SmallConvolution, false>(problem);
}

template <class Source>
void convolve(const ConvolutionProblem<Source>& problem, bool exact) {
  if (exact)
    convolve_in<SmallConvolution, true>(problem);
  else if (!is_direct(problem.source) || problem.outputs % 2 != 0 || is_curved(problem.activation))
    convolve_in<UsualConvolution, false>(problem);
  else
    convolve_directly({problem.in, problem.weights, problem.bias, problem.out, problem.largest, problem.count,
                       problem.outputs, as_direct(problem.source), problem.activation});
}

}  // namespace doodle::cuda
