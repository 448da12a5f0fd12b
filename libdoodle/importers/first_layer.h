#pragma once

#include <optional>
#include <string>

#include "importers/vgg_shape.h"

namespace doodle {

/// How a first layer relates to that of Oxford's VGG, of which most files in use are copies.
struct OxfordMatch {
  std::string channel_order;  ///< RGB or BGR, as the file keeps its kernels
  bool turned = false;        ///< by 180 degrees: for true convolution, as Theano did by default
  bool unit_input = false;    ///< weights are multiplied by 255, for an input of 0..1
};

/// Compares with what is known of Oxford's first layer; none when it is another's.
std::optional<OxfordMatch> match_oxford(const VggLayer& first);

/// Throws BrokenFile when the first layer's kernels have no more structure than random numbers. In every
/// trained network neighbouring taps resemble each other (edges and blobs are smooth) and so do the three
/// channels of one kernel (most react to brightness): Oxford's correlations are 0.54 and 0.72. Independent
/// weights have 0, give or take 0.03 and 0.04 (one standard deviation for 64 kernels).
void check_trained(const VggLayer& first);

}  // namespace doodle
