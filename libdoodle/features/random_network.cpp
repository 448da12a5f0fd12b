#include "features/random_network.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "base/random_normal.h"
#include "features/network_options.h"

namespace doodle {
namespace {

/// Uniform with the variance 2 / (fan-in + fan-out) of Glorot and Bengio 2010.
void draw_glorot(LayerSpec& layer, std::uint64_t seed, std::uint64_t stream) {
  const int area = layer.kernel * layer.kernel;
  const float limit = std::sqrt(6.0f / static_cast<float>((layer.inputs + layer.outputs) * area));
  for (std::size_t i = 0; i < layer.weights.size(); ++i)
    layer.weights[i] = (2 * random_uniform(seed, stream, i) - 1) * limit;
}

/// Orthonormal weights: the rows of the outputs x (inputs * kernel^2) matrix, or its columns where there are
/// more rows than columns. Normal vectors, made orthonormal one after another (modified Gram-Schmidt), are
/// uniform in direction.
void draw_orthogonal(LayerSpec& layer, std::uint64_t seed, std::uint64_t stream) {
  const auto rows = static_cast<std::size_t>(layer.outputs);
  const std::size_t columns = layer.weights.size() / rows;
  const std::size_t count = std::min(rows, columns), length = std::max(rows, columns);
  std::vector<std::vector<double>> vectors(count, std::vector<double>(length));
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<double>& v = vectors[i];
    for (std::size_t k = 0; k < length; ++k) v[k] = random_normal(seed, stream, i * length + k);
    for (std::size_t j = 0; j <= i; ++j) {
      const std::vector<double>& other = vectors[j];
      double product = 0;
      for (std::size_t k = 0; k < length; ++k) product += v[k] * other[k];
      const double factor =
          j < i ? product : 1 - 1 / std::sqrt(product);  // the last turn scales v to unit length
      for (std::size_t k = 0; k < length; ++k) v[k] -= factor * other[k];
    }
    for (std::size_t k = 0; k < length; ++k)
      layer.weights[rows <= columns ? i * columns + k : k * columns + i] = static_cast<float>(v[k]);
  }
}

class Builder {
 public:
  explicit Builder(const NetworkOptions& options) : options_(options) {
    activation_ = parse_activation(options.activation);
    padding_ = options.padding.empty() ? Padding::zero : parse_padding(options.padding);
    const bool orthogonal = options.initialisation == "orthogonal";
    require<UsageError>(orthogonal || options.initialisation == "glorot",
                        "initialisation is \"{}\"; it must be one of glorot, orthogonal",
                        options.initialisation);
    draw_ = orthogonal ? draw_orthogonal : draw_glorot;
  }

  /// A new block: its layers are called BLOCK_1, BLOCK_2, ...
  void begin_block(int channels) {
    ++block_;
    number_ = 0;
    channels_ = std::max(1, static_cast<int>(std::lround(channels * options_.units)));
  }
  void pool(LayerKind kind) {
    LayerSpec layer;
    layer.kind = kind;
    layer.name = fmt::format("pool{}", block_ - 1);
    network.layers.push_back(layer);
  }
  void convolution(int kernel, int stride) {
    LayerSpec layer;
    layer.name = fmt::format("{}_{}", block_, ++number_);
    layer.inputs = inputs_;
    layer.outputs = channels_;
    layer.kernel = kernel;
    layer.stride = stride;
    layer.padding = kernel == 3 ? padding_ : Padding::none;
    layer.activation = activation_;
    layer.weights.resize(static_cast<std::size_t>(inputs_ * channels_ * kernel * kernel));
    draw_(layer, options_.seed, network.layers.size());
    network.layers.push_back(layer);
    inputs_ = channels_;
  }
  void convolutions_3x3() {
    for (int i = 0; i < options_.depth; ++i) convolution(3, 1);
  }

  NetworkSpec network;

 private:
  const NetworkOptions& options_;
  Activation activation_ = Activation::elu;
  Padding padding_ = Padding::zero;
  void (*draw_)(LayerSpec&, std::uint64_t, std::uint64_t) = nullptr;
  int block_ = 0;
  int number_ = 0;
  int inputs_ = 3;
  int channels_ = 0;
};

std::string recipe(const NetworkOptions& o) {
  return fmt::format(
      "random:seed={},activation={},down-sampling={},initialisation={},units={},depth={},padding={}", o.seed,
      o.activation, o.down_sampling, o.initialisation, o.units, o.depth,
      o.padding.empty() ? "zero" : o.padding);
}

}  // namespace

NetworkSpec make_random_network(const NetworkOptions& options) {
  require_range("units", options.units, 1.0 / 16, 4.0);
  require_range("depth", options.depth, 1, 4);
  const std::optional<LayerKind> pool = parse_down_sampling(options.down_sampling);
  Builder builder(options);
  constexpr std::array channels{48, 80, 112, 176};
  constexpr std::array layers{2, 2, 3, 3};  // of each block, its down-sampling one included
  for (std::size_t block = 0; block < channels.size(); ++block) {
    builder.begin_block(channels[block]);
    int remaining = layers[block];
    if (block > 0 && pool) {
      builder.pool(*pool);
    } else if (block > 0) {
      builder.convolution(2, 2);
      --remaining;
    }
    for (int i = 0; i < remaining; ++i) builder.convolutions_3x3();
  }
  NetworkSpec network = std::move(builder.network);
  network.name = "random";
  network.architecture = "random";
  network.hash = recipe(options);
  network.scale = 1 / 127.5f;
  network.mean = {1, 1, 1};
  return network;
}

}  // namespace doodle
