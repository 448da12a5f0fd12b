#include "float_vector.h"
#include "launch.h"
#include "layers.h"

namespace doodle::cuda {
namespace {

/// The 2x2 positions of n output values: offsets into the input.
template <int n>
struct Window {
  int width, out_width, channels;  ///< of input, output, both
  DOODLE_DEVICE std::size_t operator()(std::size_t i, int part) const {
    const std::size_t parts = static_cast<std::size_t>(channels / n), p = i / parts;
    const std::size_t y = p / static_cast<std::size_t>(out_width) * 2 + static_cast<std::size_t>(part / 2);
    const std::size_t x = p % static_cast<std::size_t>(out_width) * 2 + static_cast<std::size_t>(part % 2);
    return ((y * static_cast<std::size_t>(width) + x) * parts + i % parts) * n;
  }
};

/// The values of the four positions.
template <int n>
struct Four {
  FloatVector<n> at[4];
  DOODLE_DEVICE Four(const float* in, const Window<n>& window, std::size_t i) {
    DOODLE_UNROLL for (int part = 0; part < 4; ++part) at[part] = read_vector<n>(in + window(i, part));
  }
  /// Which of the four is the greatest; the first of equals.
  DOODLE_DEVICE int greatest(int j) const {
    int best = 0;
    float most = at[0].value[j];
    DOODLE_UNROLL for (int part = 1; part < 4; ++part) {
      if (at[part].value[j] > most) best = part;
      if (at[part].value[j] > most) most = at[part].value[j];
    }
    return best;
  }
};

template <int n>
struct PoolForward {
  const float* in;
  Window<n> window;
  bool average;
  float* out;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const Four<n> four(in, window, i);
    FloatVector<n> pooled;
    DOODLE_UNROLL for (int j = 0; j < n; ++j) {
      const float a = four.at[0].value[j], b = four.at[1].value[j], c = four.at[2].value[j],
                  d = four.at[3].value[j];
      const int best = four.greatest(j);
      pooled.value[j] = average     ? 0.25f * ((a + b) + (c + d))
                        : best == 0 ? a
                        : best == 1 ? b
                        : best == 2 ? c
                                    : d;
    }
    write_vector<n>(out + i * n, pooled);
  }
};

/// Windows do not overlap: every input value gets its gradient from one. A last odd row or column, which is
/// in none, has been set to zero before.
template <int n>
struct PoolBackward {
  const float *in, *out_gradient;  ///< in: null where the average is taken
  Window<n> window;
  float* in_gradient;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const FloatVector<n> gradient = read_vector<n>(out_gradient + i * n);
    int best[n];
    if (in != nullptr) {
      const Four<n> four(in, window, i);
      DOODLE_UNROLL for (int j = 0; j < n; ++j) best[j] = four.greatest(j);
    }
    DOODLE_UNROLL for (int part = 0; part < 4; ++part) {
      FloatVector<n> share;
      DOODLE_UNROLL for (int j = 0; j < n; ++j) share.value[j] = in == nullptr     ? 0.25f * gradient.value[j]
                                                                 : part == best[j] ? gradient.value[j]
                                                                                   : 0.0f;
      write_vector<n>(in_gradient + window(i, part), share);
    }
  }
};

/// What it writes has the bound of what it reads: the arrays share it.
class Pool final : public Layer {
 public:
  Pool(const LayerSpec& layer, const LayerArrays& arrays)
      : arrays_(arrays), average_(layer.kind == LayerKind::average_pool) {}

  void forward() override {
    in_vectors(channels(), [&](auto n) {
      for_each(arrays_.output.values.size() / n, PoolForward<n>{arrays_.input.values.data(), window<n>(),
                                                                average_, arrays_.output.values.data()});
    });
  }

  void backward() override {
    const Tensor<float>& gradient = arrays_.input_gradient.values;
    const Shape in = gradient.shape();
    if (in.height % 2 != 0 || in.width % 2 != 0) zero(gradient.data(), gradient.size() * sizeof(float));
    in_vectors(channels(), [&](auto n) {
      for_each(arrays_.output.values.size() / n,
               PoolBackward<n>{average_ ? nullptr : arrays_.input.values.data(),
                               arrays_.output_gradient.values.data(), window<n>(), gradient.data()});
    });
  }

 private:
  int channels() const { return arrays_.input.values.shape().channels; }
  template <int n>
  Window<n> window() const {
    return {arrays_.input.values.shape().width, arrays_.output.values.shape().width, channels()};
  }

  LayerArrays arrays_;
  bool average_;
};

}  // namespace

std::unique_ptr<Layer> make_pool(const LayerSpec& layer, const LayerArrays& arrays) {
  return std::make_unique<Pool>(layer, arrays);
}

}  // namespace doodle::cuda
