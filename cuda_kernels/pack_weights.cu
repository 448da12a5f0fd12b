#include "pack_weights.h"

namespace doodle::cuda {
namespace {

struct SortWeights {
  const float* weights;  ///< outputs x inputs x taps
  int inputs, outputs, taps;
  WeightOrder order;
  float* sorted;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const int at = static_cast<int>(i);
    const bool back = order == WeightOrder::backward, windows = order == WeightOrder::windows;
    const int input = back ? at / outputs % inputs : at % inputs;
    const int tap = windows ? at / inputs % taps : at / inputs / outputs;
    const int output = back ? at % outputs : windows ? at / inputs / taps : at / inputs % outputs;
    sorted[i] = at < inputs * outputs * taps ? weights[(output * inputs + input) * taps + tap] : 0.0f;
  }
};

}  // namespace

PackedArray pack_weights(Backend& backend, const LayerSpec& layer, WeightOrder order, Shape shape,
                         bool exact) {
  const int taps = layer.kernel * layer.kernel;
  const Tensor<float> weights =
      backend.upload<float>({layer.outputs, layer.inputs, taps}, layer.weights.data());
  const Tensor<float> sorted = backend.allocate<float>(shape);
  for_each(sorted.size(),
           SortWeights{weights.data(), layer.inputs, layer.outputs, taps, order, sorted.data()});
  return {backend, sorted, exact};
}

}  // namespace doodle::cuda
