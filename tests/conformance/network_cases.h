#pragma once

#include <string>
#include <vector>

#include "backend/backend.h"
#include "base/random.h"
#include "reference/network.h"

/// Small networks and images made from numbers, for the tests of every backend.
namespace doodle::testing {

/// Layers whose weights are multiples of 1/4 in -1..1 and whose biases lie half a step off every possible sum
/// of a network of two layers on quantised_image(): so no sum comes near the kink of an activation, where
/// rounding alone would turn a gradient on or off.
inline LayerSpec quantised_layer(const std::string& name, int inputs, int outputs, int kernel,
                                 std::uint64_t seed) {
  LayerSpec layer;
  layer.name = name;
  layer.inputs = inputs;
  layer.outputs = outputs;
  layer.kernel = kernel;
  layer.weights.resize(static_cast<std::size_t>(inputs * outputs * kernel * kernel));
  for (std::size_t i = 0; i < layer.weights.size(); ++i)
    layer.weights[i] = static_cast<float>(random_below(random_word(seed, 1, i), 9)) / 4 - 1;
  layer.bias.assign(static_cast<std::size_t>(outputs), 1.0f / 256);
  return layer;
}

/// Like quantised_layer, with real weights that keep the size of the values.
inline LayerSpec real_layer(const std::string& name, int inputs, int outputs, int kernel,
                            std::uint64_t seed) {
  LayerSpec layer = quantised_layer(name, inputs, outputs, kernel, seed);
  const float scale = 3.4f / std::sqrt(static_cast<float>(inputs * kernel * kernel));
  for (std::size_t i = 0; i < layer.weights.size(); ++i)
    layer.weights[i] = scale * (random_uniform(seed, 2, i) - 0.5f);
  for (std::size_t i = 0; i < layer.bias.size(); ++i) layer.bias[i] = random_uniform(seed, 3, i) - 0.5f;
  return layer;
}

inline LayerSpec pool_layer(LayerKind kind, const std::string& name) {
  LayerSpec layer;
  layer.kind = kind;
  layer.name = name;
  return layer;
}

/// A network that reads the image as it is divided by 8.
inline NetworkSpec network_of(std::vector<LayerSpec> layers) {
  NetworkSpec network;
  network.name = "test";
  network.scale = 1.0f / 8;
  network.layers = std::move(layers);
  return network;
}

/// Whole numbers 0..limit, height x width x 3.
inline std::vector<float> quantised_image(int height, int width, std::uint64_t seed, unsigned limit = 7) {
  std::vector<float> image(static_cast<std::size_t>(3 * height * width));
  for (std::size_t i = 0; i < image.size(); ++i)
    image[i] = static_cast<float>(random_below(random_word(seed, 4, i), limit + 1));
  return image;
}

/// Numbers between -1 and 1, to be used as dLoss/dtap.
inline std::vector<float> random_gradient(Shape shape, std::uint64_t seed) {
  std::vector<float> values(shape.size());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 2 * random_uniform(seed, 5, i) - 1;
  return values;
}

/// HWC floats as a planar map of the oracle, and back.
inline reference::Planes to_planar(const std::vector<float>& values, Shape shape) {
  reference::Planes map(shape.channels, shape.height, shape.width);
  std::size_t i = 0;
  for (int y = 0; y < shape.height; ++y)
    for (int x = 0; x < shape.width; ++x)
      for (int c = 0; c < shape.channels; ++c) map.at(c, y, x) = values[i++];
  return map;
}
inline std::vector<double> to_hwc(const reference::Planes& map) {
  std::vector<double> values;
  for (int y = 0; y < map.height; ++y)
    for (int x = 0; x < map.width; ++x)
      for (int c = 0; c < map.channels; ++c) values.push_back(map.at(c, y, x));
  return values;
}

/// The largest difference, as a fraction of the largest value expected; infinite for anything that is not a
/// number.
template <class T>
double relative_error(const std::vector<float>& values, const std::vector<T>& expected) {
  if (values.size() != expected.size()) return INFINITY;
  double error = 0, largest = 1e-30;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) return INFINITY;
    error = std::max(error, std::abs(static_cast<double>(values[i]) - static_cast<double>(expected[i])));
    largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
  }
  return error / largest;
}

/// What a backend computes: features of every tap, and the image's gradient for given tap gradients.
struct NetworkResult {
  std::vector<std::vector<float>> taps;
  std::vector<Shape> shapes;
  std::vector<float> gradient;
};

/// One forward and one backward pass with tap gradients random_gradient(shape, seed + tap).
inline NetworkResult run_network(Backend& backend, NetworkPlan& plan, const std::vector<float>& image,
                                 int height, int width, int taps, std::uint64_t seed) {
  const Shape shape{height, width, 3};
  NetworkResult result;
  plan.forward(backend.upload(shape, image.data()));
  for (int i = 0; i < taps; ++i) {
    result.taps.push_back(backend.download(plan.tap(i)));
    result.shapes.push_back(plan.tap(i).shape());
    const std::vector<float> gradient =
        random_gradient(result.shapes.back(), seed + static_cast<std::uint64_t>(i));
    backend.upload_bytes(gradient.data(), plan.tap_gradient(i).data(), gradient.size() * sizeof(float));
  }
  Tensor<float> gradient = backend.allocate<float>(shape);
  plan.backward(gradient);
  backend.synchronise();
  result.gradient = backend.download(gradient);
  return result;
}

}  // namespace doodle::testing
