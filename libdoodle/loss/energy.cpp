#include "loss/energy.h"

#include <array>
#include <charconv>
#include <cmath>

#include "base/check.h"

namespace doodle {
namespace {

struct LayerEnergy {
  int block;
  int number;
  double energy;
};

// Mean squared activations of VGG-19 (Oxford's Caffe weights: BGR, 0..255 less 103.939, 116.779, 123.68) with
// zero padding and average pooling, each after its ReLU, on Monet.jpg of neural-doodle's samples, shrunk to
// 128 x 96 with a Lanczos filter. In PyTorch, per layer: x = relu(conv2d(x, w, b, padding=1)); energy =
// (x.double() ** 2).mean().
constexpr std::array<LayerEnergy, 13> vgg19{{{1, 1, 1.08e3},
                                             {1, 2, 2.03e4},
                                             {2, 1, 1.60e4},
                                             {2, 2, 3.06e4},
                                             {3, 1, 1.30e4},
                                             {3, 2, 1.48e4},
                                             {3, 3, 4.71e4},
                                             {3, 4, 1.48e5},
                                             {4, 1, 7.54e4},
                                             {4, 2, 5.27e4},
                                             {4, 3, 2.07e4},
                                             {4, 4, 3.25e3},
                                             {5, 1, 3.76e2}}};

/// The whole of `text` as a positive number, or 0.
int positive_number(const std::string& text) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end && value > 0 ? value : 0;
}

}  // namespace

double mean_energy(Backend& backend, const Tensor<float>& features) {
  expect(features.size() > 0, "the energy of an empty feature map");
  Tensor<double> sum = backend.allocate<double>({1, 1, 1});
  backend.dot_products({features}, {features}, sum);
  backend.synchronise();
  return backend.download(sum)[0] / static_cast<double>(features.size());
}

double energy_scale(const std::string& layer, double mean_energy) {
  const std::size_t separator = layer.find('_');
  const int block = positive_number(layer.substr(0, separator));
  const int number = separator == std::string::npos ? 0 : positive_number(layer.substr(separator + 1));
  require<UsageError>(block > 0 && number > 0, "layer \"{}\" does not exist; layers are named like 3_1",
                      layer);
  if (!(mean_energy > 0) || !std::isfinite(mean_energy)) return 0;
  double reference = vgg19.front().energy;
  for (const LayerEnergy& entry : vgg19) {
    if (entry.block < block || (entry.block == block && entry.number <= number)) reference = entry.energy;
  }
  return reference / mean_energy;
}

}  // namespace doodle
