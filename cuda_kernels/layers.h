#pragma once

#include <memory>

#include "backend/backend.h"
#include "half_rows.h"

namespace doodle::cuda {

/// The arrays around a layer, all height x width x channels; gradients are empty when none are wanted.
struct LayerArrays {
  Tensor<float> input, output;
  Tensor<float> input_gradient, output_gradient;
};

/// A layer made ready: forward() writes the output; backward() writes the input's gradient and may overwrite
/// the output's.
class Layer {
 public:
  virtual ~Layer() = default;
  virtual void forward() = 0;
  virtual void backward() = 0;
};

/// `halves`: where the network's convolutions, one after the other, put what they multiply.
std::unique_ptr<Layer> make_convolution(Backend& backend, const LayerSpec& layer, const LayerArrays& arrays,
                                        Wrap wrap, std::shared_ptr<HalfBuffer> halves);
std::unique_ptr<Layer> make_pool(const LayerSpec& layer, const LayerArrays& arrays);

}  // namespace doodle::cuda
