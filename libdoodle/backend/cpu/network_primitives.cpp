#include "backend/cpu/network_primitives.h"

#include <algorithm>

#include "backend/cpu/network_activation.h"

namespace doodle::cpu {
namespace {

using Descriptor = dnnl::convolution_forward::primitive_desc;

dnnl::memory::desc weights_layout(const Geometry& g, dnnl::memory::format_tag tag) {
  return {{g.to.channels(), g.from.channels(), g.kernel, g.kernel}, dnnl::memory::data_type::f32, tag};
}

dnnl::memory::desc bias_layout(const Geometry& g) {
  return {{g.to.channels()}, dnnl::memory::data_type::f32, dnnl::memory::format_tag::x};
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
  return g.kernel == 3 && g.stride == 1 && g.from.channels() * g.to.channels() > 16 * 32;
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

/// The weights (OIHW) with zeros for the channels that only fill blocks.
std::vector<float> widen(const Geometry& g, const std::vector<float>& weights) {
  const auto inputs = static_cast<std::size_t>(g.from.shape.channels);
  const auto area = static_cast<std::size_t>(g.kernel * g.kernel);
  const std::size_t row = inputs * area, wide_row = static_cast<std::size_t>(g.from.channels()) * area;
  std::vector<float> wide(static_cast<std::size_t>(g.to.channels()) * wide_row);
  for (std::size_t o = 0; o * row < weights.size(); ++o)
    std::copy_n(weights.begin() + static_cast<std::ptrdiff_t>(o * row), row,
                wide.begin() + static_cast<std::ptrdiff_t>(o * wide_row));
  return wide;
}

/// The weights (OIHW) in the layout that a primitive asks for.
dnnl::memory arrange(NetworkContext& context, const Geometry& g, const std::vector<float>& weights,
                     const dnnl::memory::desc& wanted) {
  std::vector<float> wide = widen(g, weights);
  dnnl::memory from(weights_layout(g, dnnl::memory::format_tag::oihw), context.engine(), wide.data());
  dnnl::memory to = context.allocate(wanted);
  dnnl::reorder(from, to).execute(context.stream(), from, to);
  context.stream().wait();
  return to;
}

}  // namespace

ConvolutionSteps make_convolution_steps(NetworkContext& context, const Geometry& g,
                                        const Parameters& parameters, Activation activation,
                                        const dnnl::memory& from, const dnnl::memory& to) {
  bool fused = false;
  const Descriptor descriptor = choose(context, g, activation, fused);
  const dnnl::memory bias = context.allocate(bias_layout(g));
  std::copy(parameters.bias.begin(), parameters.bias.end(), static_cast<float*>(bias.get_data_handle()));
  ConvolutionSteps steps;
  steps.convolve =
      DnnlStep(context, descriptor, dnnl::convolution_forward(descriptor),
               {{DNNL_ARG_SRC, from},
                {DNNL_ARG_WEIGHTS, arrange(context, g, parameters.weights, descriptor.weights_desc())},
                {DNNL_ARG_BIAS, bias},
                {DNNL_ARG_DST, to}});
  if (activation == Activation::none || fused) return steps;
  const dnnl::eltwise_forward::primitive_desc pass(
      {dnnl::prop_kind::forward_inference, eltwise(activation), describe(g.to), eltwise_alpha(activation)},
      plan_attributes(), context.engine());
  steps.activate =
      DnnlStep(context, pass, dnnl::eltwise_forward(pass), {{DNNL_ARG_SRC, to}, {DNNL_ARG_DST, to}});
  return steps;
}

DnnlStep make_backward_step(NetworkContext& context, const Geometry& g, const std::vector<float>& weights,
                            const dnnl::memory& to_gradient, const dnnl::memory& from_gradient) {
  const dnnl::memory::dims stride{g.stride, g.stride}, padding{g.padding, g.padding};
  const auto any = weights_layout(g, dnnl::memory::format_tag::any);
  const auto direct = dnnl::algorithm::convolution_direct;
  const Descriptor hint({dnnl::prop_kind::forward_training, direct, describe(g.from), any, describe(g.to),
                         stride, padding, padding},
                        context.engine());
  const dnnl::convolution_backward_data::primitive_desc descriptor(
      {direct, describe(g.from), any, describe(g.to), stride, padding, padding}, plan_attributes(),
      context.engine(), hint);
  return {context,
          descriptor,
          dnnl::convolution_backward_data(descriptor),
          {{DNNL_ARG_DIFF_DST, to_gradient},
           {DNNL_ARG_WEIGHTS, arrange(context, g, weights, descriptor.weights_desc())},
           {DNNL_ARG_DIFF_SRC, from_gradient}}};
}

}  // namespace doodle::cpu
