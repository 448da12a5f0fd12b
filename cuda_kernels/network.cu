#include <algorithm>
#include <vector>

#include "backend/network_shape.h"
#include "base/expect.h"
#include "launch.h"
#include "layers.h"
#include "operations.h"

namespace doodle::cuda {
namespace {

/// `input = (channel_order(rgb) * scale - mean) / deviation`, as NetworkSpec says, and its gradient.
struct Preprocessing {
  bool bgr;
  float scale, mean[3], deviation[3];
  DOODLE_DEVICE std::size_t colour(std::size_t i) const {  // the image's value for the i-th of the network
    const std::size_t c = i % 3;
    return bgr ? i - c + (2 - c) : i;
  }
};

struct ToNetwork {
  Preprocessing p;
  const float* image;
  float* input;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    input[i] = (image[p.colour(i)] * p.scale - p.mean[i % 3]) / p.deviation[i % 3];
  }
};

struct ToImage {
  Preprocessing p;
  const float* gradient;
  float* image_gradient;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    image_gradient[p.colour(i)] = gradient[i] * p.scale / p.deviation[i % 3];
  }
};

struct Add {
  const float* from;
  float* to;
  DOODLE_DEVICE void operator()(std::size_t i) const { to[i] += from[i]; }
};

std::size_t find_layer(const NetworkSpec& network, const std::string& name) {
  const auto found = std::find_if(network.layers.begin(), network.layers.end(), [&](const LayerSpec& layer) {
    return layer.kind == LayerKind::convolution && layer.name == name;
  });
  expect(found != network.layers.end(), "a tap names no convolution of the network");
  return static_cast<std::size_t>(found - network.layers.begin());
}

void check_layer(const LayerSpec& layer, int inputs) {
  if (layer.kind != LayerKind::convolution) return;
  const auto size = static_cast<std::size_t>(layer.outputs) * static_cast<std::size_t>(layer.inputs) *
                    static_cast<std::size_t>(layer.kernel * layer.kernel);
  expect(layer.inputs == inputs && layer.outputs > 0,
         "a layer's inputs are not the outputs of the one before");
  expect(layer.kernel >= 1 && layer.kernel <= 3 && (layer.stride == 1 || layer.stride == 2),
         "a convolution's kernel or stride is not supported");
  expect(layer.weights.size() == size, "a convolution's weights do not fit its shape");
  expect(layer.bias.empty() || layer.bias.size() == static_cast<std::size_t>(layer.outputs),
         "a convolution's bias does not fit its shape");
}

class CudaNetwork final : public NetworkPlan {
 public:
  CudaNetwork(Backend& backend, const NetworkSpec& network, const NetworkPlanSpec& spec)
      : preprocessing_{network.bgr,
                       network.scale,
                       {network.mean[0], network.mean[1], network.mean[2]},
                       {network.deviation[0], network.deviation[1], network.deviation[2]}},
        gradients_(spec.gradients) {
    for (const std::string& name : spec.taps) taps_.push_back(find_layer(network, name));
    expect(!taps_.empty(), "a network plan needs a tap");
    const std::size_t count = *std::max_element(taps_.begin(), taps_.end()) + 1;
    const auto halves = std::make_shared<HalfBuffer>(backend, !spec.half);
    add_map(backend, {spec.height, spec.width, 3});
    for (std::size_t i = 0; i < count; ++i) {
      const LayerSpec& layer = network.layers[i];
      check_layer(layer, maps_[i].shape().channels);
      const Shape shape = layer_output(layer, maps_[i].shape());
      expect(shape.positions() > 0, "the image is too small for a tap of the network");
      add_map(backend, shape);
      const LayerArrays arrays{maps_[i], maps_[i + 1], gradient_maps_[i], gradient_maps_[i + 1]};
      layers_.push_back(layer.kind == LayerKind::convolution
                            ? make_convolution(backend, layer, arrays, spec.wrap, halves)
                            : make_pool(layer, arrays));
    }
    for (const std::size_t tap : taps_) {
      tap_gradients_.emplace_back();
      if (!gradients_) continue;
      tap_gradients_.back() = backend.allocate<float>(maps_[tap + 1].shape());
      backend.zero(tap_gradients_.back());
    }
  }

  void forward(const Tensor<float>& image) override {
    expect(image.shape() == maps_[0].shape(),
           "the image does not have the size that the network was made for");
    for_each(image.size(), ToNetwork{preprocessing_, image.data(), maps_[0].data()});
    for (const auto& layer : layers_) layer->forward();
  }

  const Tensor<float>& tap(int i) const override { return maps_[taps_.at(static_cast<std::size_t>(i)) + 1]; }

  Tensor<float>& tap_gradient(int i) override {
    expect(gradients_, "the network was made without gradients");
    return tap_gradients_.at(static_cast<std::size_t>(i));
  }

  void backward(Tensor<float>& gradient) override {
    expect(gradients_, "the network was made without gradients");
    expect(gradient.shape() == maps_[0].shape(),
           "the gradient does not have the size that the network was made for");
    const Tensor<float>& deepest = gradient_maps_.back();
    zero(deepest.data(), deepest.size() * sizeof(float));
    for (std::size_t i = layers_.size(); i-- > 0;) {
      for (std::size_t t = 0; t < taps_.size(); ++t) {
        if (taps_[t] == i)
          for_each(tap_gradients_[t].size(), Add{tap_gradients_[t].data(), gradient_maps_[i + 1].data()});
      }
      layers_[i]->backward();
    }
    for_each(gradient.size(), ToImage{preprocessing_, gradient_maps_[0].data(), gradient.data()});
  }

 private:
  /// maps_[0] is the network's input, maps_[i + 1] the output of layer i; gradient_maps_ likewise.
  void add_map(Backend& backend, Shape shape) {
    maps_.push_back(backend.allocate<float>(shape));
    gradient_maps_.push_back(gradients_ ? backend.allocate<float>(shape) : Tensor<float>{});
  }

  Preprocessing preprocessing_;
  bool gradients_;
  std::vector<std::size_t> taps_;
  std::vector<Tensor<float>> maps_, gradient_maps_, tap_gradients_;
  std::vector<std::unique_ptr<Layer>> layers_;
};

}  // namespace

std::unique_ptr<NetworkPlan> prepare_network(Backend& backend, const NetworkSpec& network,
                                             const NetworkPlanSpec& spec) {
  return std::make_unique<CudaNetwork>(backend, network, spec);
}

}  // namespace doodle::cuda
