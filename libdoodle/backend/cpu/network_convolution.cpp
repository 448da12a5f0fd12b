#include "backend/cpu/network_activation.h"
#include "backend/cpu/network_halo.h"
#include "backend/cpu/network_layers.h"
#include "backend/cpu/network_primitives.h"
#include "backend/network_shape.h"

namespace doodle::cpu {
namespace {

/// The weights of the transposed convolution: inputs and outputs exchanged, the kernel turned by half a turn.
std::vector<float> transpose(const LayerSpec& layer) {
  const auto taps = static_cast<std::size_t>(layer.kernel * layer.kernel);
  const auto inputs = static_cast<std::size_t>(layer.inputs),
             outputs = static_cast<std::size_t>(layer.outputs);
  std::vector<float> result(layer.weights.size());
  for (std::size_t o = 0; o < outputs; ++o)
    for (std::size_t i = 0; i < inputs; ++i)
      for (std::size_t t = 0; t < taps; ++t)
        result[(i * outputs + o) * taps + taps - 1 - t] = layer.weights[(o * inputs + i) * taps + t];
  return result;
}

/// `map` with `margin` more rows and columns on every side, and no data.
BlockedMap enlarge(BlockedMap map, int margin) {
  map.shape.height += 2 * margin;
  map.shape.width += 2 * margin;
  map.data = nullptr;
  return map;
}

/// A map in a buffer that layers share: its data is known only when the plan is complete.
struct SharedMap {
  BlockedMap map;
  dnnl::memory memory;

  SharedMap() = default;
  SharedMap(NetworkContext& context, NetworkContext::Shared buffer, const BlockedMap& shape)
      : map(shape), memory(context.share(buffer, describe(shape))) {}
  BlockedMap bound() const { return {map.shape, map.block, static_cast<float*>(memory.get_data_handle())}; }
};

/// A convolution with its activation. Zero padding is oneDNN's; for the others the input is copied into a
/// larger map.
class Convolution final : public Layer {
 public:
  Convolution(NetworkContext& context, const LayerSpec& layer, const LayerMaps& maps, Wrap wrap_around)
      : context_(context), maps_(maps), padding_(axis_padding(layer, wrap_around)) {
    const bool zeros = padding_.x == Padding::zero && padding_.y == Padding::zero;
    margin_ = zeros ? 0 : padding_margin(layer);
    Geometry g{maps.input, maps.output, layer.kernel, layer.stride, padding_margin(layer) - margin_};
    if (margin_ > 0) input_ = SharedMap(context, NetworkContext::padded, enlarge(maps.input, margin_));
    if (margin_ > 0) g.from = input_.map;
    steps_ = make_convolution_steps(context, g, {layer.weights, layer.bias}, layer.activation,
                                    margin_ > 0 ? input_.memory : wrap(context, maps.input),
                                    wrap(context, maps.output));
    if (maps.output_gradient.data == nullptr) return;
    activation_ = ActivationGradient(context, layer.activation, maps.output);
    prepare_backward(layer, g.padding);
  }

  void forward() override {
    if (margin_ > 0) fill_halo(padding_, maps_.input, input_.bound());
    steps_.convolve.run(context_);
    steps_.activate.run(context_);
    activation_.record();
  }

  void backward() override {
    activation_.apply(maps_.output_gradient);
    if (ring_.memory) fill_halo({Padding::zero, Padding::zero}, maps_.output_gradient, ring_.bound());
    backward_.run(context_);
    if (margin_ > 0) fold_halo(padding_, input_gradient_.bound(), maps_.input_gradient);
  }

 private:
  /// `zeros`: the padding that oneDNN itself adds in the forward pass.
  void prepare_backward(const LayerSpec& layer, int zeros) {
    BlockedMap target = maps_.input_gradient;
    if (margin_ > 0) {
      input_gradient_ = SharedMap(context_, NetworkContext::padded_gradient, enlarge(target, margin_));
      target = input_gradient_.map;
    }
    const dnnl::memory to = margin_ > 0 ? input_gradient_.memory : wrap(context_, target);
    if (layer.stride == 1) {
      backward_ = transposed(layer, target, to, zeros);
    } else {
      backward_ =
          make_backward_step(context_, {target, maps_.output_gradient, layer.kernel, layer.stride, zeros},
                             layer.weights, wrap(context_, maps_.output_gradient), to);
    }
  }

  /// Stride 1: the adjoint is a convolution with the transposed weights, padded by kernel - 1 - zeros.
  DnnlStep transposed(const LayerSpec& layer, const BlockedMap& target, const dnnl::memory& to, int zeros) {
    Geometry g{maps_.output_gradient, target, layer.kernel, 1, layer.kernel - 1 - zeros};
    if (g.padding == 2) {  // Winograd pads by 1 at most: the rest is a ring of zeros of our own
      ring_ = SharedMap(context_, NetworkContext::padded, enlarge(maps_.output_gradient, 1));
      g.from = ring_.map;
      g.padding = 1;
    }
    return make_convolution_steps(context_, g, {transpose(layer), {}}, Activation::none,
                                  ring_.memory ? ring_.memory : wrap(context_, maps_.output_gradient), to)
        .convolve;
  }

  NetworkContext& context_;
  LayerMaps maps_;
  AxisPadding padding_;
  ActivationGradient activation_;
  int margin_ = 0;            ///< rows and columns copied around the input, when its padding is not zeros
  SharedMap input_;           ///< the input with its margin
  SharedMap ring_;            ///< the output's gradient inside a ring of zeros
  SharedMap input_gradient_;  ///< the gradient of input_
  ConvolutionSteps steps_;
  DnnlStep backward_;
};

}  // namespace

std::unique_ptr<Layer> make_convolution(NetworkContext& context, const LayerSpec& layer,
                                        const LayerMaps& maps, Wrap wrap_around) {
  return std::make_unique<Convolution>(context, layer, maps, wrap_around);
}

}  // namespace doodle::cpu
