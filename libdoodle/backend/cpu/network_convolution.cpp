#include "backend/cpu/network_activation.h"
#include "backend/cpu/network_halo.h"
#include "backend/cpu/network_layers.h"
#include "backend/network_shape.h"

namespace doodle::cpu {
namespace {

using Descriptor = dnnl::convolution_forward::primitive_desc;

/// A convolution of maps: what oneDNN needs to know, apart from the data.
struct Geometry {
  BlockedMap from;
  BlockedMap to;
  int kernel = 3;
  int stride = 1;
  int padding = 0;  ///< zeros on every side
};

dnnl::memory::desc weights_layout(const Geometry& g, dnnl::memory::format_tag tag) {
  return {
      {g.to.shape.channels, g.from.shape.channels, g.kernel, g.kernel}, dnnl::memory::data_type::f32, tag};
}

dnnl::memory::desc bias_layout(const Geometry& g) {
  return {{g.to.shape.channels}, dnnl::memory::data_type::f32, dnnl::memory::format_tag::x};
}

dnnl::algorithm eltwise(Activation activation) {
  return activation == Activation::elu ? dnnl::algorithm::eltwise_elu : dnnl::algorithm::eltwise_relu;
}

float eltwise_alpha(Activation activation) {
  return activation == Activation::elu ? 1.0f : activation == Activation::leaky ? leaky_slope : 0.0f;
}

/// Winograd's transforms pay when there are enough products to save (measured; oneDNN's own choice, "auto",
/// is always the direct algorithm).
bool worth_winograd(const Geometry& g) {
  return g.kernel == 3 && g.stride == 1 && g.from.shape.channels * g.to.shape.channels > 16 * 32;
}

/// oneDNN's convolution by that algorithm, with the activation fused into it or without; empty where it has
/// none.
Descriptor describe_convolution(NetworkContext& context, const Geometry& g, dnnl::algorithm algorithm,
                                Activation fused) {
  dnnl::primitive_attr attributes = plan_attributes();
  if (fused != Activation::none) {
    dnnl::post_ops after;
    after.append_eltwise(1.0f, eltwise(fused), eltwise_alpha(fused), 0.0f);
    attributes.set_post_ops(after);
  }
  const dnnl::memory::dims stride{g.stride, g.stride}, padding{g.padding, g.padding};
  return {{dnnl::prop_kind::forward_inference, algorithm, describe(g.from),
           weights_layout(g, dnnl::memory::format_tag::any), bias_layout(g), describe(g.to), stride, padding,
           padding},
          attributes,
          context.engine(),
          true};
}

/// The fastest convolution there is: Winograd, even if the activation must follow as a pass of its own, then
/// the direct one. `fused` tells whether the activation is part of it.
Descriptor choose(NetworkContext& context, const Geometry& g, Activation activation, bool& fused) {
  for (const auto algorithm : {dnnl::algorithm::convolution_winograd, dnnl::algorithm::convolution_direct}) {
    if (algorithm == dnnl::algorithm::convolution_winograd && !worth_winograd(g)) continue;
    for (const bool fuse : {true, false}) {
      const Descriptor found =
          describe_convolution(context, g, algorithm, fuse ? activation : Activation::none);
      fused = fuse && activation != Activation::none;
      if (found) return found;
    }
  }
  throw dnnl::error(dnnl_unimplemented, "no convolution for this layer");
}

/// The weights (OIHW) in the layout that a primitive asks for.
dnnl::memory arrange(NetworkContext& context, const std::vector<float>& weights,
                     const dnnl::memory::desc& plain, const dnnl::memory::desc& wanted) {
  dnnl::memory from(plain, context.engine(), const_cast<float*>(weights.data()));
  dnnl::memory to = context.allocate(wanted);
  dnnl::reorder(from, to).execute(context.stream(), from, to);
  context.stream().wait();
  return to;
}

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
  Convolution(NetworkContext& context, const LayerSpec& layer, const LayerMaps& maps)
      : context_(context), maps_(maps), padding_(layer.padding), activation_(layer.activation) {
    margin_ = layer.padding == Padding::zero ? 0 : padding_margin(layer);
    prepare_forward(layer);
    if (maps.output_gradient.data == nullptr) return;
    if (layer.stride == 1) {
      prepare_transposed(layer);
    } else {
      prepare_strided_backward(layer);
    }
  }

  void forward() override {
    if (margin_ > 0) fill_halo(padding_, maps_.input, input_.bound());
    convolve_.run(context_);
    activate_.run(context_);
  }

  void backward() override {
    activation_backward(activation_, maps_.output, maps_.output_gradient);
    if (ring_.memory) fill_halo(Padding::zero, maps_.output_gradient, ring_.bound());
    transposed_.run(context_);
    if (margin_ > 0) fold_halo(padding_, input_gradient_.bound(), maps_.input_gradient);
  }

 private:
  /// Zeros that oneDNN itself adds on every side of the input.
  int zeros(const LayerSpec& layer) const { return padding_margin(layer) - margin_; }

  void prepare_forward(const LayerSpec& layer) {
    dnnl::memory from;
    Geometry g{maps_.input, maps_.output, layer.kernel, layer.stride, zeros(layer)};
    if (margin_ > 0) {
      input_ = SharedMap(context_, NetworkContext::padded, enlarge(maps_.input, margin_));
      g.from = input_.map;
      from = input_.memory;
    } else {
      from = wrap(context_, maps_.input);
    }
    bool fused = false;
    const Descriptor descriptor = choose(context_, g, activation_, fused);
    const dnnl::memory bias = context_.allocate(bias_layout(g));
    if (!layer.bias.empty())
      std::copy(layer.bias.begin(), layer.bias.end(), static_cast<float*>(bias.get_data_handle()));
    const dnnl::memory to = wrap(context_, maps_.output);
    convolve_ = DnnlStep(context_, descriptor, dnnl::convolution_forward(descriptor),
                         {{DNNL_ARG_SRC, from},
                          {DNNL_ARG_WEIGHTS,
                           arrange(context_, layer.weights, weights_layout(g, dnnl::memory::format_tag::oihw),
                                   descriptor.weights_desc())},
                          {DNNL_ARG_BIAS, bias},
                          {DNNL_ARG_DST, to}});
    if (activation_ == Activation::none || fused) return;
    const dnnl::eltwise_forward::primitive_desc pass(
        {dnnl::prop_kind::forward_inference, eltwise(activation_), describe(maps_.output),
         eltwise_alpha(activation_)},
        plan_attributes(), context_.engine());
    activate_ =
        DnnlStep(context_, pass, dnnl::eltwise_forward(pass), {{DNNL_ARG_SRC, to}, {DNNL_ARG_DST, to}});
  }

  /// Where the transposed convolution writes: the gradient of the input, or of the padded input.
  dnnl::memory input_gradient_memory() {
    if (margin_ == 0) return wrap(context_, maps_.input_gradient);
    input_gradient_ =
        SharedMap(context_, NetworkContext::padded_gradient, enlarge(maps_.input_gradient, margin_));
    return input_gradient_.memory;
  }

  /// Stride 1: a convolution with the transposed weights, padded by kernel - 1 - (padding of the forward
  /// one).
  void prepare_transposed(const LayerSpec& layer) {
    const dnnl::memory to = input_gradient_memory();
    Geometry g{maps_.output_gradient, margin_ > 0 ? input_gradient_.map : maps_.input_gradient, layer.kernel,
               1, layer.kernel - 1 - zeros(layer)};
    dnnl::memory from;
    if (g.padding == 2) {  // Winograd pads by 1 at most: the rest is a ring of zeros of our own
      ring_ = SharedMap(context_, NetworkContext::padded, enlarge(maps_.output_gradient, 1));
      g.from = ring_.map;
      g.padding = 1;
      from = ring_.memory;
    } else {
      from = wrap(context_, maps_.output_gradient);
    }
    bool fused = false;
    const Descriptor descriptor = choose(context_, g, Activation::none, fused);
    const std::vector<float> weights = transpose(layer);
    transposed_ = DnnlStep(
        context_, descriptor, dnnl::convolution_forward(descriptor),
        {{DNNL_ARG_SRC, from},
         {DNNL_ARG_WEIGHTS, arrange(context_, weights, weights_layout(g, dnnl::memory::format_tag::oihw),
                                    descriptor.weights_desc())},
         {DNNL_ARG_BIAS, context_.allocate(bias_layout(g))},
         {DNNL_ARG_DST, to}});
  }

  void prepare_strided_backward(const LayerSpec& layer) {
    const dnnl::memory to = input_gradient_memory();
    const Geometry g{margin_ > 0 ? input_gradient_.map : maps_.input_gradient, maps_.output_gradient,
                     layer.kernel, layer.stride, zeros(layer)};
    const dnnl::memory::dims stride{g.stride, g.stride}, padding{g.padding, g.padding};
    const auto any = weights_layout(g, dnnl::memory::format_tag::any);
    const auto direct = dnnl::algorithm::convolution_direct;
    const Descriptor hint({dnnl::prop_kind::forward_training, direct, describe(g.from), any, describe(g.to),
                           stride, padding, padding},
                          context_.engine());
    const dnnl::convolution_backward_data::primitive_desc descriptor(
        {direct, describe(g.from), any, describe(g.to), stride, padding, padding}, plan_attributes(),
        context_.engine(), hint);
    transposed_ = DnnlStep(context_, descriptor, dnnl::convolution_backward_data(descriptor),
                           {{DNNL_ARG_DIFF_DST, wrap(context_, maps_.output_gradient)},
                            {DNNL_ARG_WEIGHTS, arrange(context_, layer.weights,
                                                       weights_layout(g, dnnl::memory::format_tag::oihw),
                                                       descriptor.weights_desc())},
                            {DNNL_ARG_DIFF_SRC, to}});
  }

  NetworkContext& context_;
  LayerMaps maps_;
  Padding padding_;
  Activation activation_;
  int margin_ = 0;            ///< rows and columns copied around the input, when its padding is not zeros
  SharedMap input_;           ///< the input with its margin
  SharedMap ring_;            ///< the output's gradient inside a ring of zeros
  SharedMap input_gradient_;  ///< the gradient of input_
  DnnlStep convolve_, activate_, transposed_;
};

}  // namespace

std::unique_ptr<Layer> make_convolution(NetworkContext& context, const LayerSpec& layer,
                                        const LayerMaps& maps) {
  return std::make_unique<Convolution>(context, layer, maps);
}

}  // namespace doodle::cpu
