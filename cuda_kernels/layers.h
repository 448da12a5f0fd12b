#pragma once

#include <memory>

#include "backend/backend.h"
#include "half_rows.h"
#include "network_arrays.h"

namespace doodle::cuda {

/// The arrays around a layer, all height x width x channels; gradients are empty when none are wanted.
struct LayerArrays {
  BoundedArray input, output;
  BoundedArray input_gradient, output_gradient;
};

/// A layer made ready: forward() writes the output; backward() writes the input's gradient. Both raise the
/// bound of what they write, which is zero before; or nobody asks for it, and it is null.
class Layer {
 public:
  virtual ~Layer() = default;
  virtual void forward() = 0;
  virtual void backward() = 0;
};

/// What a network's convolutions use one after the other: where they put what they multiply, and the input's
/// gradient with its margin.
struct ConvolutionScratch {
  HalfBuffer halves;
  Room frame;
};

std::unique_ptr<Layer> make_convolution(Backend& backend, const LayerSpec& layer, const LayerArrays& arrays,
                                        Wrap wrap, std::shared_ptr<ConvolutionScratch> scratch);
/// For a layer that is_narrow().
std::unique_ptr<Layer> make_narrow_convolution(Backend& backend, const LayerSpec& layer,
                                               const LayerArrays& arrays,
                                               std::shared_ptr<ConvolutionScratch> scratch);
std::unique_ptr<Layer> make_pool(const LayerSpec& layer, const LayerArrays& arrays);

}  // namespace doodle::cuda
