#include "backend/network_tiles.h"

#include <algorithm>

#include "backend/network_shape.h"
#include "base/expect.h"

namespace doodle {
namespace {

int rounded_up(int value, int step) {
  return (value + step - 1) / step * step;
}

struct Reach {
  int stride = 1;  ///< pixels from one position of the coarsest of the layers to the next
  int pixels = 0;  ///< that the deepest sees beyond the pixels of a position, on the wider side
};

Reach reach_of(const NetworkSpec& network, const std::vector<std::string>& layers) {
  Reach reach;
  int stride = 1, pixels = 0;
  for (const LayerSpec& layer : network.layers) {
    const bool pool = layer.kind != LayerKind::convolution;
    pixels += stride * (pool ? 1 : layer.kernel - 1 - padding_margin(layer));
    stride *= layer_stride(layer);
    if (!pool && std::find(layers.begin(), layers.end(), layer.name) != layers.end())
      reach = {stride, pixels};
  }
  return reach;
}

}  // namespace

std::vector<TileSpan> split_into_tiles(int length, int side, int halo, int step) {
  if (length <= side) return {{0, length, 0, length}};
  const int whole = side / step * step;
  expect(whole > 2 * halo && halo % step == 0, "tiles are too small for their halo");
  std::vector<TileSpan> spans;
  int begin = 0, own = 0;
  while (begin + side < length) {
    spans.push_back({begin, begin + side, own, begin + whole - halo});
    own = begin + whole - halo;
    begin = own - halo;
    if (begin + side >= length) begin = std::min(begin, rounded_up(length - side, step));
  }
  spans.push_back({begin, length, own, length});
  return spans;
}

std::vector<Tile> make_tiles(Size size, int side, int halo, int step) {
  if (side == 0) return {{{0, size.height, 0, size.height}, {0, size.width, 0, size.width}}};
  std::vector<Tile> tiles;
  for (const TileSpan& y : split_into_tiles(size.height, side, halo, step))
    for (const TileSpan& x : split_into_tiles(size.width, side, halo, step)) tiles.push_back({y, x});
  return tiles;
}

int tile_step(const NetworkSpec& network, const std::vector<std::string>& layers) {
  return reach_of(network, layers).stride;
}

int tile_halo(const NetworkSpec& network, const std::vector<std::string>& layers, int patch) {
  const Reach reach = reach_of(network, layers);
  return rounded_up(reach.pixels + patch * reach.stride, reach.stride);
}

}  // namespace doodle
