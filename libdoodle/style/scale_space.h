#pragma once

#include <vector>

#include "backend/backend.h"

namespace doodle {

/// A picture as a sum of scales, lightness apart from colour: what an optimiser moves in its place. A step
/// along all parameters moves large shapes as readily as single pixels, and lightness more readily than
/// colour, so that the painting's contrasts become strokes before they become speckle
/// (docs/decisions/0023-style-by-scales.md).
///
///     picture = (y_0 + ...) mixed,  y_s = z_s + gain * up(y_{s+1})
///
/// z_s has half the sides of z_{s-1}; up() doubles linearly; mixing keeps a pixel's mean and multiplies what
/// its channels differ from it by `chroma`.
class ScaleSpace {
 public:
  struct Options {
    int scales = 4;       ///< at most; none is smaller than 8 pixels; 0: the picture is its own parameters
    float gain = 0.5f;    ///< above 0
    float chroma = 0.4f;  ///< above 0
  };

  /// Parameters that paint `image` (height x width x 3), all in its own scale. With no scales they share its
  /// memory.
  ScaleSpace(Backend& backend, const Tensor<float>& image, const Options& options);

  /// What the optimiser moves: one row of values, some of which are padding and have no slope.
  Tensor<float>& parameters() { return parameters_; }

  /// The picture of parameters, those of this object or others of their shape.
  void paint(const Tensor<float>& parameters, Tensor<float>& image);

  /// The slope of a loss along the parameters from that along the picture.
  const Tensor<float>& slope(const Tensor<float>& gradient);

 private:
  struct Scale {
    Shape shape;
    std::size_t begin;                  ///< of its parameters, in floats
    Tensor<float> sum;                  ///< y_s; of the coarsest empty
    AxisTerms up_columns, up_rows;      ///< from the next
    AxisTerms down_columns, down_rows;  ///< to the next: the same, transposed
  };

  /// The values of scale s in an array of parameters.
  Tensor<float> part(const Tensor<float>& parameters, std::size_t s) const;

  Backend& backend_;
  std::vector<Scale> scales_;
  Tensor<float> mix_, parameters_, slope_;
};

}  // namespace doodle
