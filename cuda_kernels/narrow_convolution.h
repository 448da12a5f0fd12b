#pragma once

#include "backend/backend.h"
#include "backend/network_shape.h"
#include "tensor_tile.h"

// Convolutions with few inputs, as a network's first: what a position's window holds fits into one row, so
// one product does for all taps.
namespace doodle::cuda {

/// Whether it is one: of stride 1, with zeros beyond the border.
inline bool is_narrow(const LayerSpec& layer, Wrap wrap) {
  const AxisPadding padding = axis_padding(layer, wrap);
  return layer.kernel % 2 == 1 && layer.kernel * layer.kernel * layer.inputs <= kTileDepth &&
         layer.stride == 1 && padding.x == Padding::zero && padding.y == Padding::zero;
}

/// Its weights, a row per output over taps and inputs; turned, a row per tap and input (an even number) over
/// outputs.
inline Shape narrow_weights(const LayerSpec& layer, bool turned) {
  const int values = layer.kernel * layer.kernel * layer.inputs;
  return turned ? Shape{1, values + values % 2, layer.outputs} : Shape{1, layer.outputs, values};
}

/// Of each position, the gradients of all that its window holds.
inline Shape narrow_frame(const LayerSpec& layer, Shape input) {
  return {input.height, input.width, narrow_weights(layer, true).width};
}

}  // namespace doodle::cuda
