#pragma once

#include <vector>

#include "backend/backend.h"

namespace doodle::cuda {

/// The arrays that a network plan works with, as numbers of elements.
struct NetworkArrays {
  std::vector<std::size_t> taps;  ///< the layers whose outputs are asked for
  std::vector<Shape> maps;        ///< maps[0] is the network's input, maps[i + 1] the output of layer i
  std::size_t gradients[2] = {};  ///< of all even maps in turn, and of all odd ones; 0 when none are wanted
  std::size_t tap_gradients = 0;
  std::size_t frame = 0;    ///< gradients of the inputs of convolutions with their margins, in turn
  std::size_t halves = 0;   ///< what convolutions multiply, in turn
  std::size_t weights = 0;  ///< halfs
  std::size_t biases = 0;
};

/// The input of a convolution with its margin, where the gradient of the margin is that of values inside:
/// where it is not zeros. Else an empty shape.
Shape frame_shape(const LayerSpec& layer, Shape input, Wrap wrap);

/// Throws an internal error for a network or a spec that plans are not made for.
NetworkArrays measure_network(const NetworkSpec& network, const NetworkPlanSpec& spec);

/// The device's memory that these need, up to a few kilobytes.
std::size_t bytes_of(const NetworkArrays& arrays, bool half);

/// Floats for one array after the other.
class Room {
 public:
  Room() = default;
  Room(Backend& backend, std::size_t size)
      : memory_(std::static_pointer_cast<float>(backend.allocate_bytes(size * sizeof(float)))) {}
  /// The memory as an array of that shape; empty when there is none.
  Tensor<float> as(Shape shape) const { return memory_ ? Tensor<float>(shape, memory_) : Tensor<float>{}; }

 private:
  std::shared_ptr<float> memory_;
};

}  // namespace doodle::cuda
