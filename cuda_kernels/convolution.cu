#include <cmath>
#include <utility>
#include <vector>

#include "backend/network_shape.h"
#include "convolution.h"
#include "layers.h"
#include "narrow_convolution.h"
#include "pack_weights.h"

namespace doodle::cuda {
namespace {

/// The gradient of the input from that of the input with its margin: what was read in place of a value beyond
/// the border adds to that value.
struct FoldMargin {
  const float* frame;
  int height, width, channels, margin;
  AxisPadding padding;
  float* gradient;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const int c = static_cast<int>(i % static_cast<std::size_t>(channels));
    const int x = static_cast<int>(i / static_cast<std::size_t>(channels)) % width;
    const int y = static_cast<int>(i / static_cast<std::size_t>(channels)) / width;
    float sum = 0;
    for (int dy = -1; dy <= 1; ++dy) {
      const int py = dy == 0 ? y : dy < 0 ? -1 : height;
      if (dy != 0 && padded_source(padding.y, py, height) != y) continue;
      for (int dx = -1; dx <= 1; ++dx) {
        const int px = dx == 0 ? x : dx < 0 ? -1 : width;
        if (dx != 0 && padded_source(padding.x, px, width) != x) continue;
        const std::size_t at =
            static_cast<std::size_t>(py + margin) * static_cast<std::size_t>(width + 2 * margin) +
            static_cast<std::size_t>(px + margin);
        sum += frame[at * static_cast<std::size_t>(channels) + static_cast<std::size_t>(c)];
      }
    }
    gradient[i] = sum;
  }
};

class Convolution final : public Layer {
 public:
  Convolution(Backend& backend, const LayerSpec& layer, const LayerArrays& arrays, Wrap wrap,
              std::shared_ptr<ConvolutionScratch> scratch)
      : arrays_(arrays),
        scratch_(std::move(scratch)),
        kernel_(layer.kernel),
        stride_(layer.stride),
        margin_(padding_margin(layer)),
        padding_(axis_padding(layer, wrap)),
        activation_(layer.activation) {
    const int taps = layer.kernel * layer.kernel;
    weights_ = pack_weights(backend, layer, WeightOrder::forward, {taps, layer.outputs, layer.inputs},
                            scratch_->halves.exact());
    if (!layer.bias.empty()) bias_ = backend.upload<float>({1, layer.outputs, 1}, layer.bias.data());
    const Shape in = arrays.input.values.shape();
    if (arrays.input_gradient.values.empty()) return;
    turned_ = pack_weights(backend, layer, WeightOrder::backward, {taps, layer.inputs, layer.outputs},
                           scratch_->halves.exact());
    if (const Shape frame = frame_shape(layer, in, wrap); frame.size() > 0)
      frame_ = scratch_->frame.as(frame);
  }

  void forward() override {
    const Shape in = arrays_.input.values.shape(), out = arrays_.output.values.shape();
    convolve(ConvolutionProblem<ForwardSource>{scratch_->halves.pack(arrays_.input),
                                               weights_.rows(),
                                               bias_.data(),
                                               arrays_.output.values.data(),
                                               arrays_.output.largest,
                                               static_cast<int>(out.positions()),
                                               out.channels,
                                               {in.height, in.width, out.width, kernel_, stride_, margin_,
                                                padding_},
                                               activation_},
             scratch_->halves.exact());
  }

  void backward() override {
    const Shape in = arrays_.input.values.shape(), out = arrays_.output.values.shape();
    const Tensor<float>& to = frame_.empty() ? arrays_.input_gradient.values : frame_;
    convolve(
        ConvolutionProblem<BackwardSource>{
            scratch_->halves.pack(arrays_.output_gradient, activation_, arrays_.output.values),
            turned_.rows(),
            nullptr,
            to.data(),
            frame_.empty() ? arrays_.input_gradient.largest : nullptr,
            static_cast<int>(to.shape().positions()),
            in.channels,
            {out.height, out.width, to.shape().width, kernel_, stride_, frame_.empty() ? margin_ : 0},
            Activation::none},
        scratch_->halves.exact());
    if (frame_.empty()) return;
    for_each(in.size(), FoldMargin{frame_.data(), in.height, in.width, in.channels, margin_, padding_,
                                   arrays_.input_gradient.values.data()});
    if (arrays_.input_gradient.largest != nullptr)
      find_largest(arrays_.input_gradient.values, arrays_.input_gradient.largest);
  }

 private:
  LayerArrays arrays_;
  std::shared_ptr<ConvolutionScratch> scratch_;  ///< shared by the network's layers
  int kernel_, stride_, margin_;
  AxisPadding padding_;
  Activation activation_;
  PackedArray weights_, turned_;
  Tensor<float> bias_;
  Tensor<float> frame_;  ///< the input's gradient with its margin; empty where there is nothing to fold
};

}  // namespace

std::unique_ptr<Layer> make_convolution(Backend& backend, const LayerSpec& layer, const LayerArrays& arrays,
                                        Wrap wrap, std::shared_ptr<ConvolutionScratch> scratch) {
  if (is_narrow(layer, wrap)) return make_narrow_convolution(backend, layer, arrays, std::move(scratch));
  return std::make_unique<Convolution>(backend, layer, arrays, wrap, std::move(scratch));
}

}  // namespace doodle::cuda
