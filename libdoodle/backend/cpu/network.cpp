#include <algorithm>
#include <array>

#include "backend/cpu/network_layers.h"
#include "backend/cpu/network_threads.h"
#include "backend/cpu/operations.h"
#include "backend/network_check.h"
#include "backend/network_shape.h"
#include "base/cancel.h"
#include "base/check.h"

namespace doodle::cpu {
namespace {

class Plan final : public NetworkPlan {
 public:
  Plan(Backend& backend, const NetworkSpec& network, const NetworkPlanSpec& spec)
      : context_(backend), gradients_(spec.gradients) {
    copy_preprocessing(network);
    for (const std::string& name : spec.taps) taps_.push_back({find_convolution(network, name), {}, {}});
    expect(!taps_.empty(), "a network plan needs a tap");
    const auto deepest = std::max_element(taps_.begin(), taps_.end(),
                                          [](const Tap& a, const Tap& b) { return a.layer < b.layer; });
    make_maps(network, {spec.height, spec.width, 3}, deepest->layer + 1);
    for (std::size_t i = 0; i <= deepest->layer; ++i) {
      const LayerSpec& layer = network.layers[i];
      const LayerMaps maps{maps_[i], maps_[i + 1], gradient_maps_[i], gradient_maps_[i + 1]};
      layers_.push_back(layer.kind == LayerKind::convolution
                            ? make_convolution(context_, layer, maps, spec.wrap)
                            : make_pool(context_, layer, maps));
    }
    context_.bind_shared();
    for (Tap& tap : taps_) {
      const Shape shape = maps_[tap.layer + 1].shape;
      tap.features = backend.allocate<float>(shape);
      backend.zero(tap.features);
      if (!gradients_) continue;
      tap.gradient = backend.allocate<float>(shape);
      backend.zero(tap.gradient);
    }
  }

  void forward(const Tensor<float>& image) override {
    expect(image.shape() == maps_[0].shape, "the image does not have the size that the network was made for");
    run_primitives([&] {
      import_image(preprocessing_, image, maps_[0]);
      for (std::size_t i = 0; i < layers_.size(); ++i) {
        check_cancelled();
        layers_[i]->forward();
        for (Tap& tap : taps_)
          if (tap.layer == i) export_map(maps_[i + 1], tap.features);
      }
    });
  }

  const Tensor<float>& tap(int i) const override { return taps_.at(static_cast<std::size_t>(i)).features; }

  Tensor<float>& tap_gradient(int i) override {
    expect(gradients_, "the network was made without gradients");
    return taps_.at(static_cast<std::size_t>(i)).gradient;
  }

  void backward(Tensor<float>& gradient) override {
    expect(gradients_, "the network was made without gradients");
    expect(gradient.shape() == maps_[0].shape,
           "the gradient does not have the size that the network was made for");
    run_primitives([&] {
      for (std::size_t i = layers_.size(); i-- > 0;) {
        Write write = i + 1 == layers_.size() ? Write::replace : Write::add;
        for (const Tap& tap : taps_) {
          if (tap.layer != i) continue;
          import_map(tap.gradient, gradient_maps_[i + 1], write);
          write = Write::add;
        }
        layers_[i]->backward();
      }
      export_image_gradient(preprocessing_, gradient_maps_[0], gradient);
    });
  }

 private:
  struct Tap {
    std::size_t layer;
    Tensor<float> features;
    Tensor<float> gradient;
  };

  void copy_preprocessing(const NetworkSpec& network) {
    preprocessing_.bgr = network.bgr;
    preprocessing_.scale = network.scale;
    preprocessing_.mean = network.mean;
    preprocessing_.deviation = network.deviation;
  }

  /// maps_[0] is the network's input, maps_[i + 1] the output of layer i; gradient_maps_ likewise. A map is
  /// read by the layer behind it and no more, unless an activation's derivative needs its values: maps live
  /// in two buffers in turn, and so do the gradients after them.
  void make_maps(const NetworkSpec& network, Shape image, std::size_t count) {
    const int block = channel_block();
    const LayerSpec& first = network.layers.front();
    expect(first.kind == LayerKind::convolution, "a network must begin with a convolution");
    // oneDNN reads a planar picture fast in a 3x3 convolution; its 1x1 convolutions are for blocked maps.
    maps_.push_back({image, first.kernel == 3 ? 1 : block, nullptr});
    gradient_maps_.push_back({image, block, nullptr});
    for (std::size_t i = 0; i < count; ++i) {
      check_layer(network.layers[i], maps_[i].shape.channels);
      const Shape shape = layer_output(network.layers[i], maps_[i].shape);
      expect(shape.positions() > 0, "the image is too small for a tap of the network");
      maps_.push_back({shape, block, nullptr});
      gradient_maps_.push_back(maps_.back());
    }
    const auto end = network.layers.begin() + static_cast<std::ptrdiff_t>(count);
    const bool keep = gradients_ && std::any_of(network.layers.begin(), end, [](const LayerSpec& layer) {
                        return needs_outputs(layer.activation);
                      });
    if (keep) {
      for (BlockedMap& map : maps_) map.data = context_.allocate(map.size());
    }
    std::array<std::size_t, 2> sizes{0, 0};
    for (std::size_t i = 0; i < maps_.size(); ++i)
      sizes[i % 2] = std::max({sizes[i % 2], maps_[i].size(), gradient_maps_[i].size()});
    const std::array<float*, 2> buffers{context_.allocate(sizes[0]), context_.allocate(sizes[1])};
    for (std::size_t i = 0; i < maps_.size(); ++i) {
      if (!keep) maps_[i].data = buffers[i % 2];
      if (gradients_) gradient_maps_[i].data = buffers[i % 2];
    }
  }

  NetworkContext context_;
  NetworkSpec preprocessing_;  ///< without layers
  bool gradients_;
  std::vector<BlockedMap> maps_;
  std::vector<BlockedMap> gradient_maps_;
  std::vector<std::unique_ptr<Layer>> layers_;
  std::vector<Tap> taps_;
};

}  // namespace

std::unique_ptr<NetworkPlan> prepare_network(Backend& backend, const NetworkSpec& network,
                                             const NetworkPlanSpec& spec) {
  std::unique_ptr<NetworkPlan> plan;
  make_primitives([&] { plan = std::make_unique<Plan>(backend, network, spec); });
  return plan;
}

}  // namespace doodle::cpu
