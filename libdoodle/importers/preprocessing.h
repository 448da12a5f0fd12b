#pragma once

#include <array>
#include <string>

#include "importers/vgg_shape.h"

namespace doodle {

/// What a network's input is: (channel_order(rgb), white being `scale`, - mean) / deviation.
struct Preprocessing {
  std::string channel_order;  ///< RGB or BGR
  float scale = 255;          ///< 1 or 255
  std::array<float, 3> mean{0, 0, 0}, deviation{1, 1, 1};
  std::string evidence;  ///< one line: how it was told
  std::string licence;   ///< of weights that were recognised; empty otherwise
  bool turned = false;   ///< kernels are stored turned by 180 degrees, for true convolution
};

/// Caffe's: BGR or RGB, 0..255, less the mean of ImageNet.
Preprocessing caffe_preprocessing(const std::string& channel_order);
/// torchvision's: RGB, 0..1, less the mean of ImageNet, divided by its deviation.
Preprocessing torchvision_preprocessing();

/// Tells the input that the network was trained on, in this order: what was `asked` for (`auto`, `caffe` or
/// `torchvision`); what the file's metadata state; the first layer, when it is that of Oxford's VGG, whatever
/// was done to it since; what the format implies; what the names of its arrays mean. Throws BrokenFile when
/// none of them says.
Preprocessing detect_preprocessing(const VggWeights& network, const ModelArrays& file,
                                   const std::string& asked);

}  // namespace doodle
