#include "backend/cpu/network_layers.h"

namespace doodle::cpu {
namespace {

/// Average or maximum of 2x2 positions, stride 2. The gradient of a maximum goes to the first of equal
/// positions.
class Pool final : public Layer {
 public:
  Pool(NetworkContext& context, const LayerSpec& layer, const LayerMaps& maps) : context_(context) {
    const auto algorithm = layer.kind == LayerKind::max_pool ? dnnl::algorithm::pooling_max
                                                             : dnnl::algorithm::pooling_avg_exclude_padding;
    const bool gradients = maps.output_gradient.data != nullptr;
    const dnnl::memory::dims two{2, 2}, none{0, 0};
    const dnnl::pooling_forward::primitive_desc forward(
        {gradients ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference, algorithm,
         describe(maps.input), describe(maps.output), two, two, none, none},
        plan_attributes(), context.engine());
    DnnlArguments arguments{{DNNL_ARG_SRC, wrap(context, maps.input)},
                            {DNNL_ARG_DST, wrap(context, maps.output)}};
    dnnl::memory chosen;  // where each maximum came from
    if (gradients && layer.kind == LayerKind::max_pool) {
      chosen = context.allocate(forward.workspace_desc());
      arguments.emplace(DNNL_ARG_WORKSPACE, chosen);
    }
    forward_ = DnnlStep(context, forward, dnnl::pooling_forward(forward), arguments);
    if (!gradients) return;

    const dnnl::pooling_backward::primitive_desc backward(
        {algorithm, describe(maps.input_gradient), describe(maps.output_gradient), two, two, none, none},
        plan_attributes(), context.engine(), forward);
    arguments = {{DNNL_ARG_DIFF_SRC, wrap(context, maps.input_gradient)},
                 {DNNL_ARG_DIFF_DST, wrap(context, maps.output_gradient)}};
    if (chosen) arguments.emplace(DNNL_ARG_WORKSPACE, chosen);
    backward_ = DnnlStep(context, backward, dnnl::pooling_backward(backward), arguments);
  }

  void forward() override { forward_.run(context_); }
  void backward() override { backward_.run(context_); }

 private:
  NetworkContext& context_;
  DnnlStep forward_;
  DnnlStep backward_;
};

}  // namespace

std::unique_ptr<Layer> make_pool(NetworkContext& context, const LayerSpec& layer, const LayerMaps& maps) {
  return std::make_unique<Pool>(context, layer, maps);
}

}  // namespace doodle::cpu
