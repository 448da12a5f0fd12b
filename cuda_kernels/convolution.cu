#include <cmath>
#include <vector>

#include "backend/network_shape.h"
#include "convolution.h"
#include "layers.h"

namespace doodle::cuda {
namespace {

struct ActivationBackward {
  Activation activation;
  const float* result;
  float* gradient;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    gradient[i] *= activation_slope(activation, result[i]);
  }
};

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
      if (dy != 0 && (margin == 0 || padded_source(padding.y, py, height) != y)) continue;
      for (int dx = -1; dx <= 1; ++dx) {
        const int px = dx == 0 ? x : dx < 0 ? -1 : width;
        if (dx != 0 && (margin == 0 || padded_source(padding.x, px, width) != x)) continue;
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
  Convolution(Backend& backend, const LayerSpec& layer, const LayerArrays& arrays, Wrap wrap)
      : arrays_(arrays),
        kernel_(layer.kernel),
        stride_(layer.stride),
        margin_(padding_margin(layer)),
        padding_(axis_padding(layer, wrap)),
        activation_(layer.activation) {
    const int taps = kernel_ * kernel_;
    const auto at = [&](int o, int i, int tap) {
      return layer.weights[static_cast<std::size_t>((o * layer.inputs + i) * taps + tap)];
    };
    std::vector<float> forward, backward;
    for (int tap = 0; tap < taps; ++tap) {
      for (int i = 0; i < layer.inputs; ++i)
        for (int o = 0; o < layer.outputs; ++o) forward.push_back(at(o, i, tap));
      for (int o = 0; o < layer.outputs; ++o)
        for (int i = 0; i < layer.inputs; ++i) backward.push_back(at(o, i, tap));
    }
    weights_ = backend.upload<float>({taps, layer.inputs, layer.outputs}, forward.data());
    if (!layer.bias.empty()) bias_ = backend.upload<float>({1, layer.outputs, 1}, layer.bias.data());
    if (arrays.input_gradient.empty()) return;
    turned_ = backend.upload<float>({taps, layer.outputs, layer.inputs}, backward.data());
    const Shape in = arrays.input.shape();
    frame_ = backend.allocate<float>({in.height + 2 * margin_, in.width + 2 * margin_, in.channels});
  }

  void forward() override {
    const Shape in = arrays_.input.shape(), out = arrays_.output.shape();
    gather_product(
        GatherProduct<ForwardSource>{arrays_.input.data(),
                                     weights_.data(),
                                     bias_.data(),
                                     arrays_.output.data(),
                                     static_cast<int>(out.positions()),
                                     in.channels,
                                     out.channels,
                                     kernel_ * kernel_,
                                     {in.height, in.width, out.width, kernel_, stride_, margin_, padding_},
                                     activation_});
  }

  void backward() override {
    const Shape in = arrays_.input.shape(), out = arrays_.output.shape(), frame = frame_.shape();
    for_each(out.size(),
             ActivationBackward{activation_, arrays_.output.data(), arrays_.output_gradient.data()});
    gather_product(GatherProduct<BackwardSource>{arrays_.output_gradient.data(),
                                                 turned_.data(),
                                                 nullptr,
                                                 frame_.data(),
                                                 static_cast<int>(frame.positions()),
                                                 out.channels,
                                                 in.channels,
                                                 kernel_ * kernel_,
                                                 {out.height, out.width, frame.width, kernel_, stride_},
                                                 Activation::none});
    for_each(in.size(), FoldMargin{frame_.data(), in.height, in.width, in.channels, margin_, padding_,
                                   arrays_.input_gradient.data()});
  }

 private:
  LayerArrays arrays_;
  int kernel_, stride_, margin_;
  AxisPadding padding_;
  Activation activation_;
  Tensor<float> weights_, turned_, bias_, frame_;
};

}  // namespace

std::unique_ptr<Layer> make_convolution(Backend& backend, const LayerSpec& layer, const LayerArrays& arrays,
                                        Wrap wrap) {
  return std::make_unique<Convolution>(backend, layer, arrays, wrap);
}

}  // namespace doodle::cuda
