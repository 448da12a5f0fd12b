#pragma once

#include <array>
#include <string>
#include <vector>

#include "kernels/padding.h"

namespace doodle {

enum class Activation { none, relu, leaky, elu };  ///< leaky: slope 1/3 below zero; elu: alpha 1
enum class LayerKind { convolution, average_pool, max_pool };

/// One layer of a feed-forward network. Pools are 2x2 with stride 2 and drop an odd last row or column.
struct LayerSpec {
  LayerKind kind = LayerKind::convolution;
  std::string name;  ///< of a convolution: `3_1`; of a pool: `pool1`. Unique in the network
  int inputs = 0;
  int outputs = 0;
  int kernel = 3;                   ///< 1, 2 or 3, square
  int stride = 1;                   ///< 1 or 2
  Padding padding = Padding::zero;  ///< by kernel/2 on every side; a 2x2 kernel has none
  Activation activation = Activation::relu;
  std::vector<float> weights;  ///< outputs x inputs x kernel x kernel (OIHW)
  std::vector<float> bias;     ///< outputs; empty means zero
};

/// A network from RGB 0..255 to feature maps. `input = (channel_order(rgb) * scale - mean) / deviation`, mean
/// and deviation in the network's own channel order.
struct NetworkSpec {
  std::string name;          ///< for people and for the parameters of a picture
  std::string architecture;  ///< `vgg19`, `vgg16`, `thin`, `random`
  std::string hash;          ///< SHA-256 of the file in hex, or the recipe of a random network
  bool bgr = false;
  float scale = 1;
  std::array<float, 3> mean{0, 0, 0};
  std::array<float, 3> deviation{1, 1, 1};
  std::vector<LayerSpec> layers;
};

}  // namespace doodle
