#pragma once

#include <memory>

#include "backend/cpu/network_context.h"

namespace doodle::cpu {

/// What a layer reads and writes. The gradients' data is null in a plan without gradients.
struct LayerMaps {
  BlockedMap input;
  BlockedMap output;
  BlockedMap input_gradient;
  BlockedMap output_gradient;
};

/// One layer made ready: it knows its maps and shares the context, which outlives it.
class Layer {
 public:
  virtual ~Layer() = default;
  /// Overwrites the output.
  virtual void forward() = 0;
  /// Overwrites the input's gradient; may overwrite the output's gradient too.
  virtual void backward() = 0;
};

/// `wrap_around`: axes along which the layer's own padding gives way to wrapping.
std::unique_ptr<Layer> make_convolution(NetworkContext& context, const LayerSpec& layer,
                                        const LayerMaps& maps, Wrap wrap_around);
std::unique_ptr<Layer> make_pool(NetworkContext& context, const LayerSpec& layer, const LayerMaps& maps);

}  // namespace doodle::cpu
