#include "style/tiles.h"

#include <algorithm>

#include "backend/network_shape.h"
#include "base/check.h"
#include "features/networks.h"

namespace doodle {
namespace {

int rounded_up(int value, int step) {
  return (value + step - 1) / step * step;
}

/// Pixels that the deepest of `layers` sees beyond the pixels of a position, on the wider side.
int reach(const NetworkSpec& network, const std::vector<std::string>& layers) {
  int stride = 1, reach = 0, deepest = 0;
  for (const LayerSpec& layer : network.layers) {
    const bool pool = layer.kind != LayerKind::convolution;
    reach += stride * (pool ? 1 : layer.kernel / 2);
    stride *= pool ? 2 : layer.stride;
    if (!pool && std::find(layers.begin(), layers.end(), layer.name) != layers.end()) deepest = reach;
  }
  return deepest;
}

}  // namespace

std::vector<TileSpan> split_into_tiles(int length, int side, int halo, int step) {
  expect(side > 2 * halo && side % step == 0 && halo % step == 0, "tiles are too small for their halo");
  if (length <= side) return {{0, length, 0, length}};
  std::vector<TileSpan> spans;
  int begin = 0, own = 0;
  while (begin + side < length) {
    spans.push_back({begin, begin + side, own, begin + side - halo});
    own = begin + side - halo;
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
  int step = 1;
  for (const std::string& layer : layers) step = std::max(step, tap_stride(network, layer));
  return step;
}

int tile_halo(const NetworkSpec& network, const std::vector<std::string>& layers, int patch) {
  const int step = tile_step(network, layers);
  return rounded_up(reach(network, layers) + patch * step, step);
}

}  // namespace doodle
