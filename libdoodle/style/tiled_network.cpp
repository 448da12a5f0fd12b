#include "style/tiled_network.h"

#include <algorithm>

#include "features/networks.h"

namespace doodle {
namespace {

std::vector<std::string> layers_of(const std::vector<TapSpec>& taps) {
  std::vector<std::string> layers;
  for (const TapSpec& tap : taps) layers.push_back(tap.layer);
  return layers;
}

int margin_of(const std::vector<TapSpec>& taps) {
  int margin = 0;
  for (const TapSpec& tap : taps) margin = std::max(margin, tap.margin);
  return margin;
}

/// The stretch of a layer's positions that a tile owns, of `count` in all.
std::pair<int, int> owned(const TileSpan& span, int length, int stride, int count, int margin) {
  const int begin = std::min(span.own_begin / stride, count);
  const int end = span.own_end == length ? count : std::min(span.own_end / stride + margin, count);
  return {begin, end};
}

}  // namespace

TiledNetwork::TiledNetwork(Backend& backend, const NetworkSpec& network, Size size, std::vector<TapSpec> taps,
                           int side, bool gradients)
    : backend_(backend), network_(network), size_(size), taps_(std::move(taps)), with_gradients_(gradients) {
  const auto layers = layers_of(taps_);
  tiles_ = make_tiles(size, side, tile_halo(network, layers, margin_of(taps_)), tile_step(network, layers));
  features_.resize(taps_.size());
  gradients_.resize(taps_.size());
}

Shape TiledNetwork::shape(int tap) const {
  return tap_shape(network_, taps_[static_cast<std::size_t>(tap)].layer, size_.height, size_.width);
}

TiledNetwork::Window TiledNetwork::window(int tile, int tap) const {
  const TapSpec& spec = taps_[static_cast<std::size_t>(tap)];
  const Tile& t = tiles_[static_cast<std::size_t>(tile)];
  const Shape all = shape(tap);
  const int stride = tap_stride(network_, spec.layer);
  const auto [top, bottom] = owned(t.y, size_.height, stride, all.height, spec.margin);
  const auto [left, right] = owned(t.x, size_.width, stride, all.width, spec.margin);
  return {top, left, bottom - top, right - left};
}

BlockCopy TiledNetwork::inside(int tile, int tap) const {
  const Tile& t = tiles_[static_cast<std::size_t>(tile)];
  const int stride = tap_stride(network_, taps_[static_cast<std::size_t>(tap)].layer);
  const Window w = window(tile, tap);
  return {w.y - t.y.begin / stride, w.x - t.x.begin / stride, 0, 0, w.height, w.width};
}

bool TiledNetwork::whole(int tap) const {
  const Window w = window(current_, tap);
  const Shape own = plan_->tap(tap).shape();
  return w.height == own.height && w.width == own.width;
}

void TiledNetwork::prepare(const Tile& tile) {
  const Size size{tile.x.length(), tile.y.length()};
  if (plan_ && size == planned_) return;
  plan_.reset();  // two at once would double the memory
  plan_ = backend_.prepare_network(network_, {size.height, size.width, layers_of(taps_), with_gradients_});
  planned_ = size;
  if (size == size_) return;
  image_ = image_gradient_ = {};
  image_ = backend_.allocate<float>({size.height, size.width, 3});
  if (with_gradients_) image_gradient_ = backend_.allocate<float>(image_.shape());
}

void TiledNetwork::forward(int tile, const Tensor<float>& image) {
  const Tile& t = tiles_[static_cast<std::size_t>(tile)];
  prepare(t);
  current_ = tile;
  if (planned_ == size_) {
    plan_->forward(image);
  } else {
    backend_.copy_block(image, {t.y.begin, t.x.begin, 0, 0, t.y.length(), t.x.length()}, image_);
    plan_->forward(image_);
  }
  for (int tap = 0; tap < static_cast<int>(taps_.size()); ++tap) {
    const auto i = static_cast<std::size_t>(tap);
    const Window w = window(tile, tap);
    if (w.empty() || whole(tap)) {
      features_[i] = w.empty() ? Tensor<float>{} : plan_->tap(tap);
      if (with_gradients_) gradients_[i] = w.empty() ? Tensor<float>{} : plan_->tap_gradient(tap);
    } else {
      const Shape shape{w.height, w.width, plan_->tap(tap).shape().channels};
      if (features_[i].shape() != shape || features_[i].data() == plan_->tap(tap).data())
        features_[i] = backend_.allocate<float>(shape);
      backend_.copy_block(plan_->tap(tap), inside(tile, tap), features_[i]);
      if (with_gradients_ &&
          (gradients_[i].shape() != shape || gradients_[i].data() == plan_->tap_gradient(tap).data()))
        gradients_[i] = backend_.allocate<float>(shape);
    }
    if (with_gradients_ && !gradients_[i].empty()) backend_.zero(gradients_[i]);
  }
}

Tensor<float> TiledNetwork::features(int tap) const {
  return features_[static_cast<std::size_t>(tap)];
}

void TiledNetwork::backward(Tensor<float>& gradient) {
  for (int tap = 0; tap < static_cast<int>(taps_.size()); ++tap) {
    Tensor<float>& part = gradients_[static_cast<std::size_t>(tap)];
    Tensor<float>& full = plan_->tap_gradient(tap);
    if (part.data() == full.data()) continue;
    backend_.zero(full);
    if (part.empty()) continue;
    const BlockCopy in = inside(current_, tap);
    backend_.copy_block(part, {0, 0, in.from_y, in.from_x, in.height, in.width}, full);
  }
  const Tile& t = tiles_[static_cast<std::size_t>(current_)];
  if (image_gradient_.empty()) image_gradient_ = backend_.allocate<float>({t.y.length(), t.x.length(), 3});
  plan_->backward(image_gradient_);
  backend_.add_block(image_gradient_, {0, 0, t.y.begin, t.x.begin, t.y.length(), t.x.length()}, gradient);
}

}  // namespace doodle
