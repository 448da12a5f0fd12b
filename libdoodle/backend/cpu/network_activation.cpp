#include "backend/cpu/network_activation.h"

#include "base/parallel.h"

namespace doodle::cpu {
namespace {

template <class Slope>
void scale_rows(const BlockedMap& y, const BlockedMap& gradient, const Slope& slope) {
  const auto count = static_cast<std::int64_t>(y.row_size());
  parallel_for(static_cast<std::int64_t>(y.blocks()) * y.shape.height, [&](std::int64_t row) {
    const float* in = y.data + row * count;
    float* out = gradient.data + row * count;
    for (std::int64_t i = 0; i < count; ++i) out[i] *= slope(in[i]);
  });
}

}  // namespace

void activation_backward(Activation activation, const BlockedMap& y, const BlockedMap& gradient) {
  switch (activation) {
    case Activation::none:
      break;
    case Activation::relu:
      scale_rows(y, gradient, [](float v) { return v > 0 ? 1.0f : 0.0f; });
      break;
    case Activation::leaky:
      scale_rows(y, gradient, [](float v) { return v > 0 ? 1.0f : leaky_slope; });
      break;
    case Activation::elu:
      scale_rows(y, gradient, [](float v) { return v > 0 ? 1.0f : v + 1.0f; });
      break;
  }
}

}  // namespace doodle::cpu
