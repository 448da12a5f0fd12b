#pragma once

#include <vector>

#include "backend/cpu/network_context.h"

namespace doodle::cpu {

/// A convolution of maps: what oneDNN needs to know, apart from the data.
struct Geometry {
  BlockedMap from;
  BlockedMap to;
  int kernel = 3;
  int stride = 1;
  int padding = 0;  ///< zeros on every side
};

/// Weights (OIHW) and bias; an empty bias is zero.
struct Parameters {
  const std::vector<float>& weights;
  const std::vector<float>& bias;
};

/// A convolution followed by its activation, by the fastest way there is.
struct ConvolutionSteps {
  DnnlStep convolve;
  DnnlStep activate;  ///< empty when convolve does it too
};
ConvolutionSteps make_convolution_steps(NetworkContext& context, const Geometry& g,
                                        const Parameters& parameters, Activation activation,
                                        const dnnl::memory& from, const dnnl::memory& to);

/// The adjoint of a convolution, for any stride: from g.to's gradient to g.from's. `weights` are those of the
/// convolution.
DnnlStep make_backward_step(NetworkContext& context, const Geometry& g, const std::vector<float>& weights,
                            const dnnl::memory& to_gradient, const dnnl::memory& from_gradient);

}  // namespace doodle::cpu
