#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "backend/network_tiles.h"

namespace doodle {

/// A layer whose features are wanted. `margin`: so many positions more below and to the right of what a tile
/// owns, where there are any, for patches that begin in it.
struct TapSpec {
  std::string layer;
  int margin = 0;
};

/// A network over a picture of any size, tile by tile. Owned features, and gradients made from them, are
/// those of the whole picture (up to rounding): a tile contains all that they depend on.
class TiledNetwork {
 public:
  /// `side` of the tiles in pixels, or 0 for one tile (see make_tiles()).
  TiledNetwork(Backend& backend, const NetworkSpec& network, Size size, std::vector<TapSpec> taps, int side,
               bool gradients);

  int tiles() const { return static_cast<int>(tiles_.size()); }
  /// Where the owned features of a tap lie among those of the whole picture.
  struct Window {
    int y = 0, x = 0, height = 0, width = 0;
    bool empty() const { return height <= 0 || width <= 0; }
  };
  Window window(int tile, int tap) const;
  /// The shape of the whole picture's features.
  Shape shape(int tap) const;

  /// Runs the network over a tile of `image`.
  void forward(int tile, const Tensor<float>& image);
  /// The features in a tap's window of the last tile; valid until the next forward(). Empty for an empty
  /// window.
  Tensor<float> features(int tap) const;
  /// Where their gradient is to be added, zero after forward().
  Tensor<float>& gradient(int tap) { return gradients_[static_cast<std::size_t>(tap)]; }
  /// Adds what the gradients of the last tile say about the picture to `gradient`, which is like it.
  void backward(Tensor<float>& gradient);

 private:
  void prepare(const Tile& tile);
  /// The window in the positions of the tile's own tap.
  BlockCopy inside(int tile, int tap) const;
  bool whole(int tap) const;

  Backend& backend_;
  const NetworkSpec& network_;
  Size size_;
  std::vector<TapSpec> taps_;
  bool with_gradients_;
  std::vector<Tile> tiles_;
  std::unique_ptr<NetworkPlan> plan_;  ///< for tiles of the size below
  Size planned_;
  int current_ = 0;
  Tensor<float> image_, image_gradient_;             ///< of a tile
  std::vector<Tensor<float>> features_, gradients_;  ///< per tap, of a tile's window
};

}  // namespace doodle
