#pragma once

#include "backend/network_spec.h"
#include "doodle/image.h"
#include "tensor/tensor.h"

namespace doodle {

/// Rows or columns that padding adds on each side of a layer's input: kernel/2 of an odd kernel, none of a
/// 2x2 one.
inline int padding_margin(const LayerSpec& layer) {
  if (layer.kind != LayerKind::convolution || layer.padding == Padding::none) return 0;
  return (layer.kernel - 1) / 2;
}

/// How a map is padded along its rows' direction (left and right) and its columns' (above and below).
struct AxisPadding {
  Padding x = Padding::zero;
  Padding y = Padding::zero;
};

/// The layer's own padding, but where the image wraps its maps wrap too.
inline AxisPadding axis_padding(const LayerSpec& layer, Wrap wrap) {
  return {wrap.x ? Padding::wrap : layer.padding, wrap.y ? Padding::wrap : layer.padding};
}

/// Positions of a layer's input from one of its output to the next.
inline int layer_stride(const LayerSpec& layer) {
  return layer.kind == LayerKind::convolution ? layer.stride : 2;
}

/// Whether an activation's derivative is told by the values that it put out. Of the others the signs are
/// enough.
inline bool needs_outputs(Activation activation) {
  return activation == Activation::elu;
}

/// The shape of a layer's output; its height or width is 0 when the input is too small for the layer.
inline Shape layer_output(const LayerSpec& layer, Shape input) {
  const bool pool = layer.kind != LayerKind::convolution;
  const int kernel = pool ? 2 : layer.kernel;
  const int stride = layer_stride(layer);
  const auto length = [&](int size) {
    const int covered = size + 2 * padding_margin(layer) - kernel;
    return size <= 0 || covered < 0 ? 0 : covered / stride + 1;
  };
  return {length(input.height), length(input.width), pool ? input.channels : layer.outputs};
}

}  // namespace doodle
