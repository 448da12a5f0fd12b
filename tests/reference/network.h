#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "backend/network_spec.h"

/// A network in double precision, one multiplication after another: slow and independent of the library's
/// kernels.
namespace doodle::reference {

/// A planar map: value(c, y, x).
struct Planes {
  int channels = 0, height = 0, width = 0;
  std::vector<double> values;

  Planes() = default;
  Planes(int c, int h, int w)
      : channels(c),
        height(h),
        width(w),
        values(static_cast<std::size_t>(c) * static_cast<std::size_t>(h * w)) {}
  double& at(int c, int y, int x) { return values[static_cast<std::size_t>((c * height + y) * width + x)]; }
  double at(int c, int y, int x) const {
    return values[static_cast<std::size_t>((c * height + y) * width + x)];
  }
};

/// Where position i of a line padded by any width reads from; -1 where it reads zero.
inline int padded_index(Padding padding, int i, int length) {
  if (i >= 0 && i < length) return i;
  if (padding == Padding::zero || padding == Padding::none) return -1;
  if (padding == Padding::wrap) return (i + length) % length;
  if (padding == Padding::replicate || length == 1) return i < 0 ? 0 : length - 1;
  return i < 0 ? -i : 2 * (length - 1) - i;
}

inline double activate(Activation activation, double v) {
  if (v > 0 || activation == Activation::none) return v;
  if (activation == Activation::relu) return 0;
  return activation == Activation::leaky ? v / 3 : std::expm1(v);
}

/// The derivative of activate() at v.
inline double slope(Activation activation, double v) {
  if (v > 0 || activation == Activation::none) return 1;
  if (activation == Activation::relu) return 0;
  return activation == Activation::leaky ? 1.0 / 3 : std::exp(v);
}

/// Calls body(output channel, y, x, input channel, input y, input x, weight) for every product of a
/// convolution.
template <class Body>
void for_products(const LayerSpec& layer, const Planes& input, const Planes& output, const Body& body) {
  const bool odd = layer.kernel % 2 == 1 && layer.padding != Padding::none;
  const int margin = odd ? layer.kernel / 2 : 0;
  std::size_t weight = 0;
  for (int o = 0; o < layer.outputs; ++o)
    for (int i = 0; i < layer.inputs; ++i)
      for (int ky = 0; ky < layer.kernel; ++ky)
        for (int kx = 0; kx < layer.kernel; ++kx, ++weight)
          for (int y = 0; y < output.height; ++y)
            for (int x = 0; x < output.width; ++x) {
              const int from_y = padded_index(layer.padding, y * layer.stride + ky - margin, input.height);
              const int from_x = padded_index(layer.padding, x * layer.stride + kx - margin, input.width);
              if (from_y >= 0 && from_x >= 0) body(o, y, x, i, from_y, from_x, double{layer.weights[weight]});
            }
}

class Network {
 public:
  explicit Network(const NetworkSpec& spec) : spec_(spec) {}

  /// Runs the layers up to `deepest` (a convolution's name). `image` is height x width x 3, RGB, 0..255.
  void forward(const std::vector<float>& image, int height, int width, const std::string& deepest) {
    maps_ = {Planes(3, height, width)};
    for (int c = 0; c < 3; ++c)
      for (int p = 0; p < height * width; ++p) {
        const auto n = static_cast<std::size_t>(c);
        const double value = image[static_cast<std::size_t>(3 * p + (spec_.bgr ? 2 - c : c))];
        maps_[0].values[static_cast<std::size_t>(c * height * width + p)] =
            (value * spec_.scale - spec_.mean[n]) / spec_.deviation[n];
      }
    sums_.assign(1, Planes());
    for (const LayerSpec& layer : spec_.layers) {
      if (layer.kind == LayerKind::convolution) {
        convolve(layer);
      } else {
        pool(layer);
      }
      if (layer.name == deepest) break;
    }
  }

  const Planes& tap(const std::string& name) const { return maps_[index(name) + 1]; }

  /// dLoss/dimage (height x width x 3) from dLoss/dtap of each named tap.
  std::vector<double> backward(const std::map<std::string, Planes>& tap_gradients) const {
    Planes gradient(maps_.back().channels, maps_.back().height, maps_.back().width);
    for (std::size_t i = maps_.size() - 1; i-- > 0;) {
      const LayerSpec& layer = spec_.layers[i];
      if (const auto tapped = tap_gradients.find(layer.name); tapped != tap_gradients.end())
        std::transform(gradient.values.begin(), gradient.values.end(), tapped->second.values.begin(),
                       gradient.values.begin(), std::plus<>());
      Planes below(maps_[i].channels, maps_[i].height, maps_[i].width);
      if (layer.kind == LayerKind::convolution) {
        for (std::size_t k = 0; k < gradient.values.size(); ++k)
          gradient.values[k] *= slope(layer.activation, sums_[i + 1].values[k]);
        for_products(layer, below, gradient, [&](int o, int y, int x, int c, int fy, int fx, double w) {
          below.at(c, fy, fx) += gradient.at(o, y, x) * w;
        });
      } else {
        pool_backward(layer, maps_[i], gradient, below);
      }
      gradient = below;
    }
    std::vector<double> image(gradient.values.size());
    const int positions = gradient.height * gradient.width;
    for (int c = 0; c < 3; ++c)
      for (int p = 0; p < positions; ++p)
        image[static_cast<std::size_t>(3 * p + (spec_.bgr ? 2 - c : c))] =
            gradient.values[static_cast<std::size_t>(c * positions + p)] * spec_.scale /
            spec_.deviation[static_cast<std::size_t>(c)];
    return image;
  }

 private:
  std::size_t index(const std::string& name) const {
    std::size_t i = 0;
    while (spec_.layers.at(i).name != name) ++i;
    return i;
  }

  void convolve(const LayerSpec& layer) {
    const Planes& in = maps_.back();
    const int margin = layer.kernel == 3 && layer.padding != Padding::none ? 2 : 0;
    Planes sum(layer.outputs, (in.height + margin - layer.kernel) / layer.stride + 1,
               (in.width + margin - layer.kernel) / layer.stride + 1);
    for (int o = 0; o < layer.outputs && !layer.bias.empty(); ++o)
      for (int y = 0; y < sum.height; ++y)
        for (int x = 0; x < sum.width; ++x) sum.at(o, y, x) = layer.bias[static_cast<std::size_t>(o)];
    for_products(layer, in, sum, [&](int o, int y, int x, int c, int fy, int fx, double w) {
      sum.at(o, y, x) += in.at(c, fy, fx) * w;
    });
    Planes out = sum;
    for (double& v : out.values) v = activate(layer.activation, v);
    sums_.push_back(sum);
    maps_.push_back(out);
  }

  void pool(const LayerSpec& layer) {
    const Planes& in = maps_.back();
    Planes out(in.channels, in.height / 2, in.width / 2);
    for (int c = 0; c < out.channels; ++c)
      for (int y = 0; y < out.height; ++y)
        for (int x = 0; x < out.width; ++x) {
          const double four[] = {in.at(c, 2 * y, 2 * x), in.at(c, 2 * y, 2 * x + 1),
                                 in.at(c, 2 * y + 1, 2 * x), in.at(c, 2 * y + 1, 2 * x + 1)};
          out.at(c, y, x) = layer.kind == LayerKind::max_pool ? *std::max_element(four, four + 4)
                                                              : (four[0] + four[1] + four[2] + four[3]) / 4;
        }
    sums_.push_back(Planes());
    maps_.push_back(out);
  }

  static void pool_backward(const LayerSpec& layer, const Planes& in, const Planes& gradient, Planes& below) {
    for (int c = 0; c < gradient.channels; ++c)
      for (int y = 0; y < gradient.height; ++y)
        for (int x = 0; x < gradient.width; ++x) {
          int best = 0;
          for (int k = 0; k < 4; ++k) {
            if (layer.kind == LayerKind::average_pool)
              below.at(c, 2 * y + k / 2, 2 * x + k % 2) += gradient.at(c, y, x) / 4;
            if (in.at(c, 2 * y + k / 2, 2 * x + k % 2) > in.at(c, 2 * y + best / 2, 2 * x + best % 2))
              best = k;
          }
          if (layer.kind == LayerKind::max_pool)
            below.at(c, 2 * y + best / 2, 2 * x + best % 2) += gradient.at(c, y, x);
        }
  }

  NetworkSpec spec_;
  std::vector<Planes> maps_;  ///< the input, then the output of every layer run
  std::vector<Planes> sums_;  ///< before the activation; empty for pools
};

}  // namespace doodle::reference
