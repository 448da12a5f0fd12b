#include <string>
#include <vector>

#include "backend/tiled_plan.h"
#include "base/expect.h"
#include "doodle/error.h"
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

/// Floats per pixel that must still be free beside a plan with gradients: for the optimiser's vectors, the
/// image and its gradient, and some tables.
constexpr int kRoomBeside = 64;

class CudaNetwork final : public NetworkPlan {
 public:
  CudaNetwork(Backend& backend, const NetworkSpec& network, const NetworkPlanSpec& spec)
      : preprocessing_{network.bgr,
                       network.scale,
                       {network.mean[0], network.mean[1], network.mean[2]},
                       {network.deviation[0], network.deviation[1], network.deviation[2]}},
        gradients_(spec.gradients) {
    const NetworkArrays arrays = measure_network(network, spec);
    taps_ = arrays.taps;
    make_maps(backend, arrays);
    const auto scratch =
        std::make_shared<ConvolutionScratch>(ConvolutionScratch{HalfBuffer(backend, !spec.half), {}});
    scratch->halves.reserve(arrays.halves);
    if (gradients_) scratch->frame = Room(backend, arrays.frame);
    for (std::size_t i = 0; i + 1 < maps_.size(); ++i) {
      const LayerSpec& layer = network.layers[i];
      const LayerArrays around{maps_[i], maps_[i + 1], gradient_maps_[i], gradient_maps_[i + 1]};
      layers_.push_back(layer.kind == LayerKind::convolution
                            ? make_convolution(backend, layer, around, spec.wrap, scratch)
                            : make_pool(layer, around));
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
  /// The gradients of even and odd maps take turns in two arrays: going back, each is read while the one
  /// before is written.
  void make_maps(Backend& backend, const NetworkArrays& arrays) {
    Room turns[2];
    for (int i = 0; gradients_ && i < 2; ++i) turns[i] = Room(backend, arrays.gradients[i]);
    for (std::size_t i = 0; i < arrays.maps.size(); ++i) {
      maps_.push_back(backend.allocate<float>(arrays.maps[i]));
      gradient_maps_.push_back(turns[i % 2].as(arrays.maps[i]));
    }
    for (const std::size_t tap : taps_) {
      tap_gradients_.emplace_back();
      if (!gradients_) continue;
      tap_gradients_.back() = backend.allocate<float>(arrays.maps[tap + 1]);
      backend.zero(tap_gradients_.back());
    }
  }

  Preprocessing preprocessing_;
  bool gradients_;
  std::vector<std::size_t> taps_;
  std::vector<Tensor<float>> maps_, gradient_maps_, tap_gradients_;
  std::vector<std::unique_ptr<Layer>> layers_;
};

[[noreturn]] void throw_network_too_large(const NetworkSpec& network, const NetworkPlanSpec& spec,
                                          Size tile) {
  NetworkPlanSpec part = spec;
  part.height = tile.height;
  part.width = tile.width;
  const auto size = [](int width, int height) {
    return std::to_string(width) + "x" + std::to_string(height);
  };
  const auto needed = [&](const NetworkPlanSpec& plan) {
    return needed_mebibytes(bytes_of(measure_network(network, plan), spec.half));
  };
  std::string message =
      "out of memory on the GPU: the network needs " + needed(spec) + " for " + size(spec.width, spec.height);
  if (tile != Size{spec.width, spec.height})
    message += ", or " + needed(part) + " in parts of " + size(tile.width, tile.height) +
               " and more for what they make";
  throw OutOfMemory(message + "; " + free_mebibytes(free_memory()) +
                    " are free; try a smaller --output-size, or --device cpu");
}

}  // namespace

std::unique_ptr<NetworkPlan> prepare_network(Backend& backend, const NetworkSpec& network,
                                             const NetworkPlanSpec& spec) {
  const NetworkPlanMaker make = [&](const NetworkPlanSpec& part) {
    return std::make_unique<CudaNetwork>(backend, network, part);
  };
  const auto with_room = [&](std::unique_ptr<NetworkPlan> plan) {
    if (spec.gradients) backend.allocate<float>({spec.height, spec.width, kRoomBeside});
    return plan;
  };
  try {
    return with_room(make(spec));
  } catch (const OutOfMemory&) {
  }
  Size tile{spec.width, spec.height};
  for (const Size& smaller : tile_sizes(network, spec)) {
    tile = smaller;
    try {
      return with_room(make_tiled_plan(backend, network, spec, tile, make));
    } catch (const OutOfMemory&) {
    }
  }
  throw_network_too_large(network, spec, tile);
}

}  // namespace doodle::cuda
