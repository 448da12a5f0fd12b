#pragma once

#include <cstddef>

#include "backend/network_spec.h"
#include "tensor/tensor.h"

namespace doodle::cpu {

/// A view of a feature map inside the network, as oneDNN's kernels want it: [channels /
/// block][height][width][block], the channels rounded up to whole blocks with zeros. Block 1 is planar (CHW).
/// Owns nothing.
struct BlockedMap {
  Shape shape;
  int block = 1;
  float* data = nullptr;

  int blocks() const { return (shape.channels + block - 1) / block; }
  /// The channels with those that only fill a block.
  int channels() const { return blocks() * block; }
  std::size_t size() const { return static_cast<std::size_t>(channels()) * shape.positions(); }
  /// Floats of one row of one block.
  std::size_t row_size() const {
    return static_cast<std::size_t>(shape.width) * static_cast<std::size_t>(block);
  }
  float* row(int b, int y) const {
    return data + (static_cast<std::size_t>(b) * static_cast<std::size_t>(shape.height) +
                   static_cast<std::size_t>(y)) *
                      row_size();
  }
};

/// Channels per block on this processor: 16 with AVX-512, else 8.
int channel_block();

/// input = (channel_order(image) * scale - mean) / deviation; image is height x width x 3.
void import_image(const NetworkSpec& network, const Tensor<float>& image, const BlockedMap& input);

/// The adjoint of import_image: overwrites `image` (height x width x 3) with dLoss/dimage, from dLoss/dinput.
void export_image_gradient(const NetworkSpec& network, const BlockedMap& input, Tensor<float>& image);

/// Writes the map into an HWC tensor of the same shape.
void export_map(const BlockedMap& map, Tensor<float>& tensor);

enum class Write { replace, add };

/// Writes or adds an HWC tensor into a map of the same shape; channels that only fill a block become zero.
void import_map(const Tensor<float>& tensor, const BlockedMap& map, Write write);

}  // namespace doodle::cpu
