#include "launch.h"
#include "layers.h"

namespace doodle::cuda {
namespace {

/// The 2x2 positions of an output value: offsets into the input.
struct Window {
  int width, out_width, channels;  ///< of input, output, both
  DOODLE_DEVICE std::size_t operator()(std::size_t i, int part) const {
    const std::size_t n = static_cast<std::size_t>(channels), p = i / n;
    const std::size_t y = p / static_cast<std::size_t>(out_width) * 2 + static_cast<std::size_t>(part / 2);
    const std::size_t x = p % static_cast<std::size_t>(out_width) * 2 + static_cast<std::size_t>(part % 2);
    return (y * static_cast<std::size_t>(width) + x) * n + i % n;
  }
};

/// Which of the four is the greatest; the first of equals.
DOODLE_DEVICE int greatest(const float* in, const Window& window, std::size_t i) {
  int best = 0;
  for (int part = 1; part < 4; ++part) {
    if (in[window(i, part)] > in[window(i, best)]) best = part;
  }
  return best;
}

struct PoolForward {
  const float* in;
  Window window;
  bool average;
  float* out;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    if (!average) {
      out[i] = in[window(i, greatest(in, window, i))];
      return;
    }
    out[i] = 0.25f * ((in[window(i, 0)] + in[window(i, 1)]) + (in[window(i, 2)] + in[window(i, 3)]));
  }
};

/// Windows do not overlap: every input value gets its gradient from one. A last odd row or column, which is
/// in none, has been set to zero before.
struct PoolBackward {
  const float *in, *out_gradient;
  Window window;
  bool average;
  float* in_gradient;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const int best = average ? -1 : greatest(in, window, i);
    for (int part = 0; part < 4; ++part)
      in_gradient[window(i, part)] = average        ? 0.25f * out_gradient[i]
                                     : part == best ? out_gradient[i]
                                                    : 0.0f;
  }
};

class Pool final : public Layer {
 public:
  Pool(const LayerSpec& layer, const LayerArrays& arrays)
      : arrays_(arrays),
        average_(layer.kind == LayerKind::average_pool),
        window_{arrays.input.shape().width, arrays.output.shape().width, arrays.input.shape().channels} {}

  void forward() override {
    for_each(arrays_.output.size(),
             PoolForward{arrays_.input.data(), window_, average_, arrays_.output.data()});
  }

  void backward() override {
    zero(arrays_.input_gradient.data(), arrays_.input_gradient.size() * sizeof(float));
    for_each(arrays_.output.size(), PoolBackward{arrays_.input.data(), arrays_.output_gradient.data(),
                                                 window_, average_, arrays_.input_gradient.data()});
  }

 private:
  LayerArrays arrays_;
  bool average_;
  Window window_;
};

}  // namespace

std::unique_ptr<Layer> make_pool(const LayerSpec& layer, const LayerArrays& arrays) {
  return std::make_unique<Pool>(layer, arrays);
}

}  // namespace doodle::cuda
