#include <cmath>
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
  DOODLE_DEVICE int colour(int channel) const { return bgr ? 2 - channel : channel; }  // the image's
};

struct ToNetwork {
  static constexpr bool waits = true;
  static constexpr int threads = 256;
  Preprocessing p;
  const float* image;
  std::size_t pixels;
  float* input;
  unsigned* largest;
  DOODLE_DEVICE void operator()() const {
    const std::size_t i =
        static_cast<std::size_t>(block_index()) * threads + static_cast<std::size_t>(thread_index());
    float most = 0;
    DOODLE_UNROLL for (int c = 0; c < 3; ++c) {
      if (i >= pixels) continue;
      const float value =
          (image[3 * i + static_cast<std::size_t>(p.colour(c))] * p.scale - p.mean[c]) / p.deviation[c];
      input[3 * i + static_cast<std::size_t>(c)] = value;
      most = std::fmax(most, std::fabs(value));
    }
    raise_largest(largest, most);
  }
};

struct ToImage {
  Preprocessing p;
  const float* gradient;
  float* image_gradient;
  DOODLE_DEVICE void operator()(std::size_t pixel) const {
    DOODLE_UNROLL for (int c = 0; c < 3; ++c)
        image_gradient[3 * pixel + static_cast<std::size_t>(p.colour(c))] =
            gradient[3 * pixel + static_cast<std::size_t>(c)] * p.scale / p.deviation[c];
  }
};

/// Adds what a tap's user wants of its gradient.
struct AddTap {
  static constexpr bool waits = true;
  static constexpr int threads = 256, values = 4 * threads;  ///< of a block
  const float* from;
  std::size_t count;
  float* to;
  unsigned* largest;
  DOODLE_DEVICE void operator()() const {
    float most = 0;
    DOODLE_UNROLL for (int j = 0; j < values; j += threads) {
      const std::size_t i =
          static_cast<std::size_t>(block_index()) * values + static_cast<std::size_t>(thread_index() + j);
      if (i >= count) continue;
      const float sum = to[i] + from[i];
      to[i] = sum;
      most = std::fmax(most, std::fabs(sum));
    }
    raise_largest(largest, most);
  }
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
    make_maps(backend, network, arrays);
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
    expect(image.shape() == maps_[0].values.shape(),
           "the image does not have the size that the network was made for");
    zero(largest_.data(), maps_.size() * sizeof(unsigned));
    const std::size_t pixels = image.shape().positions();
    launch({(pixels + ToNetwork::threads - 1) / ToNetwork::threads, ToNetwork::threads},
           ToNetwork{preprocessing_, image.data(), pixels, maps_[0].values.data(), maps_[0].largest});
    for (const auto& layer : layers_) layer->forward();
  }

  const Tensor<float>& tap(int i) const override {
    return maps_[taps_.at(static_cast<std::size_t>(i)) + 1].values;
  }

  Tensor<float>& tap_gradient(int i) override {
    expect(gradients_, "the network was made without gradients");
    return tap_gradients_.at(static_cast<std::size_t>(i));
  }

  void backward(Tensor<float>& gradient) override {
    expect(gradients_, "the network was made without gradients");
    expect(gradient.shape() == maps_[0].values.shape(),
           "the gradient does not have the size that the network was made for");
    zero(largest_.data() + maps_.size(), maps_.size() * sizeof(unsigned));
    find_largest(gradient_maps_.back().values, gradient_maps_.back().largest);
    for (std::size_t i = layers_.size(); i-- > 0;) {
      for (std::size_t t = 0; t < taps_.size(); ++t) {
        const BoundedArray& to = gradient_maps_[i + 1];
        if (taps_[t] == i && tap_gradients_[t].data() != to.values.data()) add_tap(tap_gradients_[t], to);
      }
      layers_[i]->backward();
    }
    for_each(gradient.shape().positions(),
             ToImage{preprocessing_, gradient_maps_[0].values.data(), gradient.data()});
  }

 private:
  /// The gradients of even and odd maps take turns in two arrays: going back, each is read while the one
  /// before is written.
  void make_maps(Backend& backend, const NetworkSpec& network, const NetworkArrays& arrays) {
    Room turns[2];
    for (int i = 0; gradients_ && i < 2; ++i) turns[i] = Room(backend, arrays.gradients[i]);
    const std::size_t count = arrays.maps.size();
    largest_ = backend.allocate<unsigned>({2, static_cast<int>(count), 1});
    for (std::size_t i = 0; i < count; ++i) {
      unsigned *bound = largest_.data() + i, *gradient_bound = bound + count;
      // Pools go no further than what they pool, either way.
      if (i > 0 && network.layers[i - 1].kind != LayerKind::convolution) bound = maps_.back().largest;
      for (std::size_t j = i; j + 1 < count && network.layers[j].kind != LayerKind::convolution; ++j)
        ++gradient_bound;
      maps_.push_back({backend.allocate<float>(arrays.maps[i]), bound});
      gradient_maps_.push_back({turns[i % 2].as(arrays.maps[i]), i > 0 ? gradient_bound : nullptr});
    }
    for (const std::size_t tap : taps_) {
      tap_gradients_.emplace_back();
      if (!gradients_) continue;
      tap_gradients_.back() = backend.allocate<float>(arrays.maps[tap + 1]);
      backend.zero(tap_gradients_.back());
      // Nothing but what its user asks for goes into the deepest.
      if (tap + 2 == count) gradient_maps_.back().values = tap_gradients_.back();
    }
  }

  static void add_tap(const Tensor<float>& from, const BoundedArray& to) {
    const std::size_t count = from.size();
    launch({(count + AddTap::values - 1) / AddTap::values, AddTap::threads},
           AddTap{from.data(), count, to.values.data(), to.largest});
  }

  Preprocessing preprocessing_;
  bool gradients_;
  std::vector<std::size_t> taps_;
  Tensor<unsigned> largest_;  ///< of maps and gradients
  std::vector<BoundedArray> maps_, gradient_maps_;
  std::vector<Tensor<float>> tap_gradients_;
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
