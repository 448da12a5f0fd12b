#pragma once

#include <cstdint>

#include "doodle/image.h"
#include "kernels/lbfgs.h"
#include "tensor/tensor.h"

namespace doodle {

/// Losses are added to a one-element array, gradients to what `gradient` holds already.
struct LossOutput {
  Tensor<float> gradient;
  Tensor<double> loss;
};

/// The vectors of one step of projected L-BFGS (kernels/lbfgs.h), all of one size. All but the first two are
/// the optimiser's own, zero before the first step.
struct LbfgsVectors {
  Tensor<float> x;         ///< the trial point, becomes the next one
  Tensor<float> gradient;  ///< at the trial point
  Tensor<float> accepted;  ///< the point that steps start from
  Tensor<float> accepted_gradient;
  Tensor<float> basis;  ///< lbfgs_basis rows: moves, changes of the gradient, the accepted one's free part
  Box box;
};

/// A style image to vote from, and the shape of its features at the layer of the matches. The image's size
/// does not tell it: how an odd row is rounded is the network's affair.
struct VoteStyle {
  Tensor<float> image;
  Shape features;
};

/// What each sample of a resized axis is made of: a row of terms for each.
struct AxisTerms {
  Tensor<std::int32_t> index;  ///< samples x terms: of the axis before
  Tensor<float> weight;        ///< samples x terms
};

/// A rectangle of one array and where it lies in another of as many channels.
struct BlockCopy {
  int from_y = 0, from_x = 0;
  int to_y = 0, to_x = 0;
  int height = 0, width = 0;  ///< of what is written
  int step = 1;               ///< rows and columns of `from` between one position that is read and the next
};

/// How much more the colours of neighbours differ than they should: of each position and the next one to the
/// right, and the next one below, height x width x channels. In the last column and row 0 unless they wrap.
struct Seams {
  Tensor<float> right, down;   ///< used up
  Tensor<std::uint8_t> fixed;  ///< a byte per position, not 0 where it keeps its colours; empty: none does
  Wrap wrap{};                 ///< axes along which the picture is a torus
};

/// How values are carried from one distribution to another, column by column: both sorted, one row per
/// column.
struct Transport {
  Tensor<float> source;  ///< columns x samples, ascending
  Tensor<float> target;  ///< columns x quantiles, ascending
};

}  // namespace doodle
