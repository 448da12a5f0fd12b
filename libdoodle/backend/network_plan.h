#pragma once

#include <string>
#include <vector>

#include "doodle/image.h"
#include "tensor/tensor.h"

namespace doodle {

/// A network made ready for one image size: buffers and primitives exist, running it allocates nothing.
class NetworkPlan {
 public:
  virtual ~NetworkPlan() = default;
  /// Features of `image` (height x width x 3, RGB, 0..255) at every tap.
  virtual void forward(const Tensor<float>& image) = 0;
  /// The features of tap i, in the order asked for, after the activation: h x w x channels. Overwritten by
  /// the next forward().
  virtual const Tensor<float>& tap(int i) const = 0;
  /// Where the caller puts dLoss/dtap(i) before backward(). Never cleared by the plan.
  virtual Tensor<float>& tap_gradient(int i) = 0;
  /// gradient = dLoss/dimage (height x width x 3), from the tap gradients, at the image of the last
  /// forward().
  virtual void backward(Tensor<float>& gradient) = 0;
};

/// What a NetworkPlan is made for.
struct NetworkPlanSpec {
  int height = 0;
  int width = 0;
  std::vector<std::string> taps;  ///< names of convolutions; layers beyond the deepest are not run
  bool gradients = true;          ///< false: backward() and tap_gradient() are not available
  /// Along these axes the maps of all layers wrap instead of being padded as their layers say. Exact where
  /// the image's side is a multiple of the deepest tap's stride.
  Wrap wrap{};
  /// Lets the device multiply fp16 numbers, with sums in fp32: about three times as fast where it has such
  /// arithmetic. A sum of products a*b is then off by at most sum |a*b| / 1000.
  bool half = false;
};

}  // namespace doodle
