#include <utility>

#include "convolution.h"
#include "layers.h"
#include "narrow_convolution.h"
#include "pack_weights.h"

namespace doodle::cuda {
namespace {

/// A place in a window, and a channel there.
struct WindowPlace {
  std::int8_t y, x, channel;
};

/// The i-th Halfs of rows that hold what lies in each position's window, tap by tap.
struct PackWindows {
  const float* values;
  int height, width, channels, kernel;
  WindowPlace first[kTilePieces];  ///< of each piece of a row
  const unsigned* largest;
  Halfs *high, *low;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const int position = static_cast<int>(i / kTilePieces);
    const WindowPlace begin = first[i % kTilePieces];
    const int y = position / width - kernel / 2, x = position % width - kernel / 2;
    const float scale = half_scale(*largest, false);
    Halfs highs{}, lows{};
    int tap_y = begin.y, tap_x = begin.x, c = begin.channel;
    DOODLE_UNROLL for (int j = 0; j < 8; ++j) {
      if (tap_y >= kernel) continue;
      const int from_y = y + tap_y, from_x = x + tap_x;
      if (from_y >= 0 && from_y < height && from_x >= 0 && from_x < width) {
        const float value =
            values[static_cast<std::ptrdiff_t>(from_y * width + from_x) * channels + c] * scale;
        highs.value[j] = half_bits(value);
        lows.value[j] = half_bits(value - half_value(highs.value[j]));
      }
      if (++c < channels) continue;
      c = 0;
      if (++tap_x < kernel) continue;
      tap_x = 0;
      ++tap_y;
    }
    high[i] = highs;
    if (low != nullptr) low[i] = lows;
  }
};

/// The gradient of the input from those of all windows.
struct AddWindows {
  const float* frame;
  int height, width, channels, kernel, stride;  ///< stride: floats of a position of the frame
  float* gradient;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const int position = static_cast<int>(i / static_cast<std::size_t>(channels));
    const int c = static_cast<int>(i % static_cast<std::size_t>(channels));
    float sum = 0;
    for (int tap_y = 0; tap_y < kernel; ++tap_y) {
      for (int tap_x = 0; tap_x < kernel; ++tap_x) {
        const int y = position / width + kernel / 2 - tap_y, x = position % width + kernel / 2 - tap_x;
        if (y < 0 || y >= height || x < 0 || x >= width) continue;
        sum += frame[static_cast<std::ptrdiff_t>(y * width + x) * stride +
                     (tap_y * kernel + tap_x) * channels + c];
      }
    }
    gradient[i] = sum;
  }
};

class NarrowConvolution final : public Layer {
 public:
  NarrowConvolution(Backend& backend, const LayerSpec& layer, const LayerArrays& arrays,
                    std::shared_ptr<ConvolutionScratch> scratch)
      : arrays_(arrays), scratch_(std::move(scratch)), kernel_(layer.kernel), activation_(layer.activation) {
    if (!layer.bias.empty()) bias_ = backend.upload<float>({1, layer.outputs, 1}, layer.bias.data());
    weights_ = pack_weights(backend, layer, WeightOrder::windows, narrow_weights(layer, false),
                            scratch_->halves.exact());
    if (arrays.input_gradient.values.empty()) return;
    turned_ = pack_weights(backend, layer, WeightOrder::backward, narrow_weights(layer, true),
                           scratch_->halves.exact());
    frame_ = scratch_->frame.as(narrow_frame(layer, arrays.input.values.shape()));
  }

  void forward() override {
    const Shape in = arrays_.input.values.shape(), out = arrays_.output.values.shape();
    const HalfBuffer& halves = scratch_->halves;
    PackWindows pack{arrays_.input.values.data(), in.height,     in.width,    in.channels, kernel_, {},
                     arrays_.input.largest,       halves.high(), halves.low()};
    for (int piece = 0; piece < kTilePieces; ++piece) {
      const int tap = piece * 8 / in.channels;
      pack.first[piece] = {static_cast<std::int8_t>(tap / kernel_), static_cast<std::int8_t>(tap % kernel_),
                           static_cast<std::int8_t>(piece * 8 % in.channels)};
    }
    for_each(in.positions() * kTilePieces, pack);
    convolve(ConvolutionProblem<ForwardSource>{halves.rows(kTileDepth, arrays_.input.largest),
                                               weights_.rows(),
                                               bias_.data(),
                                               arrays_.output.values.data(),
                                               arrays_.output.largest,
                                               static_cast<int>(out.positions()),
                                               out.channels,
                                               {in.height, in.width, in.width, 1, 1, 0, {}},
                                               activation_},
             halves.exact());
  }

  void backward() override {
    const Shape in = arrays_.input.values.shape(), frame = frame_.shape();
    convolve(ConvolutionProblem<BackwardSource>{scratch_->halves.pack(arrays_.output_gradient, activation_,
                                                                      arrays_.output.values),
                                                turned_.rows(),
                                                nullptr,
                                                frame_.data(),
                                                nullptr,
                                                static_cast<int>(frame.positions()),
                                                frame.channels,
                                                {in.height, in.width, in.width, 1, 1, 0},
                                                Activation::none},
             scratch_->halves.exact());
    const BoundedArray& gradient = arrays_.input_gradient;
    for_each(in.size(), AddWindows{frame_.data(), in.height, in.width, in.channels, kernel_, frame.channels,
                                   gradient.values.data()});
    if (gradient.largest != nullptr) find_largest(gradient.values, gradient.largest);
  }

 private:
  LayerArrays arrays_;
  std::shared_ptr<ConvolutionScratch> scratch_;
  int kernel_;
  Activation activation_;
  PackedArray weights_, turned_;
  Tensor<float> bias_;
  Tensor<float> frame_;
};

}  // namespace

std::unique_ptr<Layer> make_narrow_convolution(Backend& backend, const LayerSpec& layer,
                                               const LayerArrays& arrays,
                                               std::shared_ptr<ConvolutionScratch> scratch) {
  return std::make_unique<NarrowConvolution>(backend, layer, arrays, std::move(scratch));
}

}  // namespace doodle::cuda
