#include "backend/tiled_plan.h"

#include <algorithm>

#include "backend/network_check.h"
#include "backend/network_shape.h"
#include "backend/network_tiles.h"
#include "base/expect.h"

namespace doodle {
namespace {

struct TapPlace {
  Shape shape;     ///< of the features of the whole image
  int stride = 1;  ///< pixels per position
};

TapPlace place_tap(const NetworkSpec& network, const NetworkPlanSpec& spec, const std::string& name) {
  TapPlace place{{spec.height, spec.width, 3}};
  const std::size_t last = find_convolution(network, name);
  for (std::size_t i = 0; i <= last; ++i) {
    const LayerSpec& layer = network.layers[i];
    place.shape = layer_output(layer, place.shape);
    place.stride *= layer_stride(layer);
  }
  return place;
}

/// The stretch of a tap's positions that a tile owns: `from` in the tile's own features, `to` in the image's.
struct Stretch {
  int from, to, length;
};

Stretch owned(const TileSpan& span, int length, int stride, int count) {
  const int begin = std::min(span.own_begin / stride, count);
  const int end = span.own_end == length ? count : std::min(span.own_end / stride, count);
  return {begin - span.begin / stride, begin, end - begin};
}

class TiledPlan final : public NetworkPlan {
 public:
  TiledPlan(Backend& backend, const NetworkSpec& network, const NetworkPlanSpec& spec, Size tile,
            const NetworkPlanMaker& make)
      : backend_(backend), height_(spec.height), width_(spec.width), gradients_(spec.gradients) {
    const int step = tile_step(network, spec.taps), halo = tile_halo(network, spec.taps, 0);
    for (const TileSpan& y : split_into_tiles(spec.height, tile.height, halo, step))
      for (const TileSpan& x : split_into_tiles(spec.width, tile.width, halo, step)) tiles_.push_back({y, x});
    image_ = backend.allocate<float>({height_, width_, 3});
    part_ = backend.allocate<float>({tile.height, tile.width, 3});
    if (gradients_) part_gradient_ = backend.allocate<float>(part_.shape());
    for (const std::string& name : spec.taps) {
      places_.push_back(place_tap(network, spec, name));
      taps_.push_back(backend.allocate<float>(places_.back().shape));
      tap_gradients_.push_back(gradients_ ? backend.allocate<float>(places_.back().shape) : Tensor<float>{});
      if (gradients_) backend.zero(tap_gradients_.back());
    }
    NetworkPlanSpec of_tile = spec;
    of_tile.height = tile.height;
    of_tile.width = tile.width;
    plan_ = make(of_tile);
  }

  void forward(const Tensor<float>& image) override {
    expect(image.shape() == image_.shape(), "the image does not have the size that the network was made for");
    backend_.copy_bytes(image.data(), image_.data(), image.size() * sizeof(float));
    for (const Tile& tile : tiles_) {
      run(tile);
      for (std::size_t t = 0; t < taps_.size(); ++t)
        if (const auto block = owned_block(tile, t); block.height > 0 && block.width > 0)
          backend_.copy_block(plan_->tap(static_cast<int>(t)), block, taps_[t]);
    }
  }

  const Tensor<float>& tap(int i) const override { return taps_.at(static_cast<std::size_t>(i)); }

  Tensor<float>& tap_gradient(int i) override {
    expect(gradients_, "the network was made without gradients");
    return tap_gradients_.at(static_cast<std::size_t>(i));
  }

  void backward(Tensor<float>& gradient) override {
    expect(gradients_, "the network was made without gradients");
    expect(gradient.shape() == image_.shape(),
           "the gradient does not have the size that the network was made for");
    backend_.zero(gradient);
    for (const Tile& tile : tiles_) {
      if (tiles_.size() > 1) run(tile);
      for (std::size_t t = 0; t < taps_.size(); ++t) give_gradient(tile, t);
      plan_->backward(part_gradient_);
      backend_.add_block(part_gradient_, {0, 0, tile.y.begin, tile.x.begin, tile.y.length(), tile.x.length()},
                         gradient);
    }
  }

 private:
  void run(const Tile& tile) {
    backend_.copy_block(image_, {tile.y.begin, tile.x.begin, 0, 0, tile.y.length(), tile.x.length()}, part_);
    plan_->forward(part_);
  }

  BlockCopy owned_block(const Tile& tile, std::size_t t) const {
    const TapPlace& place = places_[t];
    const Stretch y = owned(tile.y, height_, place.stride, place.shape.height);
    const Stretch x = owned(tile.x, width_, place.stride, place.shape.width);
    return {y.from, x.from, y.to, x.to, y.length, x.length};
  }

  /// The tap's gradient where the tile owns it, zero elsewhere.
  void give_gradient(const Tile& tile, std::size_t t) {
    Tensor<float>& part = plan_->tap_gradient(static_cast<int>(t));
    backend_.zero(part);
    const BlockCopy b = owned_block(tile, t);
    if (b.height > 0 && b.width > 0)
      backend_.copy_block(tap_gradients_[t], {b.to_y, b.to_x, b.from_y, b.from_x, b.height, b.width}, part);
  }

  Backend& backend_;
  int height_, width_;
  bool gradients_;
  std::vector<Tile> tiles_;
  std::vector<TapPlace> places_;
  std::vector<Tensor<float>> taps_, tap_gradients_;
  Tensor<float> image_;                 ///< of the last forward()
  Tensor<float> part_, part_gradient_;  ///< of a tile
  std::unique_ptr<NetworkPlan> plan_;
};

/// The length of each of `parts` tiles along an axis: all of one length that begin at multiples of `step`.
int tile_length(int length, int parts, int halo, int step) {
  const int own = (length / parts + step - 1) / step * step;
  return std::min(length, own + 2 * halo + length % step);
}

}  // namespace

std::vector<Size> tile_sizes(const NetworkSpec& network, const NetworkPlanSpec& spec) {
  const int step = tile_step(network, spec.taps), halo = tile_halo(network, spec.taps, 0);
  std::vector<Size> sizes;
  Size before{spec.width, spec.height};
  const int most = std::max(spec.width, spec.height) / step;
  for (int parts = 2; parts / 2 < most; parts *= 2) {
    const Size size{spec.wrap.x ? spec.width : tile_length(spec.width, parts, halo, step),
                    spec.wrap.y ? spec.height : tile_length(spec.height, parts, halo, step)};
    if (size == before) continue;
    sizes.push_back(size);
    before = size;
  }
  return sizes;
}

std::unique_ptr<NetworkPlan> make_tiled_plan(Backend& backend, const NetworkSpec& network,
                                             const NetworkPlanSpec& spec, Size tile,
                                             const NetworkPlanMaker& make) {
  return std::make_unique<TiledPlan>(backend, network, spec, tile, make);
}

}  // namespace doodle
