#pragma once

#include <string>
#include <vector>

#include "importers/arrays.h"

namespace doodle {

/// One convolution of VGG.
struct VggLayer {
  std::string name;    ///< `conv1_1`
  std::string source;  ///< the name of its kernel in the file
  int inputs = 0, outputs = 0;
  std::vector<float> weights;  ///< outputs x inputs x 3 x 3
  std::vector<float> bias;     ///< outputs
};

struct VggWeights {
  std::string architecture;  ///< `vgg19` or `vgg16`
  std::vector<VggLayer> layers;
};

/// Finds VGG-19's or VGG-16's convolutions among the arrays, whatever their names: the 3x3 kernels, in the
/// order of the file or of their names with numbers compared as numbers, whose channels are those of VGG,
/// and with each the bias whose name has most in common with its own. Kernels may be stored outputs first
/// (OIHW) or last (HWIO). Other arrays, such as the classifier, are left out. The file may end after any
/// layer from conv4_1 on. Takes the values out of `arrays`. Throws BrokenFile, with the reason, when it is
/// no VGG or a value is not finite.
VggWeights find_vgg(ModelArrays& arrays);

}  // namespace doodle
