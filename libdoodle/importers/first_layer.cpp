#include "importers/first_layer.h"

#include <array>
#include <cmath>

namespace doodle {
namespace {

using Filter = std::array<float, 27>;  ///< channel x row x column

/// Three filters of Oxford's VGG-19 (Simonyan and Zisserman 2014; CC BY 4.0), channels in the order BGR, to
/// three decimals: a diagonal edge of all colours, which tells how kernels are turned, and red against blue
/// and blue against red, which tell the order of channels. VGG-16 has nearly the same first layer, as both
/// were trained on from one smaller network.
struct KnownFilter {
  std::size_t index;
  Filter taps;
};
constexpr KnownFilter known_filters[] = {
    {0, {0.341f, 0.340f, -0.045f, 0.232f, 0.090f, -0.303f, -0.073f, -0.247f, -0.337f,
         0.464f, 0.418f, -0.048f, 0.305f, 0.104f, -0.373f, -0.076f, -0.311f, -0.465f,
         0.394f, 0.377f, -0.046f, 0.267f, 0.100f, -0.341f, -0.076f, -0.280f, -0.416f}},
    {22, {0.148f,  0.154f,  0.146f,  0.155f,  0.152f,  0.148f,  0.132f,  0.152f,  0.140f,
          0.062f,  0.036f,  0.055f,  0.037f,  0.001f,  0.025f,  0.041f,  0.030f,  0.044f,
          -0.145f, -0.192f, -0.152f, -0.192f, -0.250f, -0.205f, -0.161f, -0.194f, -0.159f}},
    {29, {-0.186f, -0.185f, -0.149f, -0.210f, -0.236f, -0.193f, -0.154f, -0.182f, -0.116f,
          -0.017f, -0.014f, -0.045f, -0.057f, -0.084f, -0.106f, -0.074f, -0.103f, -0.093f,
          0.216f,  0.245f,  0.132f,  0.210f,  0.209f,  0.102f,  0.110f,  0.106f,  0.036f}},
};
/// Mean cosine from which a layer is taken for Oxford's. Its own scores in the wrong order of channels or
/// turned are at most 0.31; random filters of 27 taps score 0 with a deviation of 0.11.
constexpr double least_cosine = 0.8;
/// Length of filter 0 divided by its bias: 2.07 for an input of 0..255, 255 times that for 0..1.
constexpr double unit_input_ratio = 30;

Filter filter_of(const VggLayer& first, std::size_t index, bool rgb, bool turned) {
  Filter filter;
  for (std::size_t c = 0; c < 3; ++c)
    for (std::size_t tap = 0; tap < 9; ++tap)
      filter[c * 9 + tap] = first.weights[(index * 3 + (rgb ? 2 - c : c)) * 9 + (turned ? 8 - tap : tap)];
  return filter;
}

double product(const float* a, const float* b, std::size_t count) {
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

double cosine(const Filter& a, const Filter& b) {
  const double lengths = std::sqrt(product(a.data(), a.data(), 27) * product(b.data(), b.data(), 27));
  return lengths > 0 ? product(a.data(), b.data(), 27) / lengths : 0;
}

/// A correlation about zero, summed up pair by pair.
class Correlation {
 public:
  void add(float x, float y) {
    xy_ += static_cast<double>(x) * static_cast<double>(y);
    xx_ += static_cast<double>(x) * static_cast<double>(x);
    yy_ += static_cast<double>(y) * static_cast<double>(y);
  }
  double value() const { return xx_ * yy_ > 0 ? xy_ / std::sqrt(xx_ * yy_) : 0; }

 private:
  double xy_ = 0, xx_ = 0, yy_ = 0;
};

}  // namespace

std::optional<OxfordMatch> match_oxford(const VggLayer& first) {
  for (const bool rgb : {false, true})
    for (const bool turned : {false, true}) {
      double sum = 0;
      for (const KnownFilter& known : known_filters)
        sum += cosine(filter_of(first, known.index, rgb, turned), known.taps);
      if (sum / static_cast<double>(std::size(known_filters)) < least_cosine) continue;
      const Filter filter = filter_of(first, 0, rgb, turned);
      const double length = std::sqrt(product(filter.data(), filter.data(), 27));
      return OxfordMatch{rgb ? "RGB" : "BGR", turned,
                         length > unit_input_ratio * std::fabs(static_cast<double>(first.bias[0]))};
    }
  return std::nullopt;
}

void check_trained(const VggLayer& first) {
  Correlation taps, channels;
  for (std::size_t o = 0; o < static_cast<std::size_t>(first.outputs); ++o)
    for (std::size_t c = 0; c < 3; ++c) {
      const float* plane = first.weights.data() + (o * 3 + c) * 9;
      for (const std::size_t at : {0, 1, 3, 4, 6, 7})
        taps.add(plane[at], plane[at + 1]);                                       // beside each other
      for (std::size_t at = 0; at < 6; ++at) taps.add(plane[at], plane[at + 3]);  // above each other
      const float* next = first.weights.data() + (o * 3 + (c + 1) % 3) * 9;
      for (std::size_t at = 0; at < 9; ++at) channels.add(plane[at], next[at]);
    }
  demand(taps.value() > 0.15 || channels.value() > 0.15,
         "its first layer is not that of a trained network: neighbouring taps correlate by {:.2f}, channels "
         "by {:.2f} (trained ones: above 0.5); for untrained weights use --model random",
         taps.value(), channels.value());
}

}  // namespace doodle
