#pragma once

#include <string>
#include <vector>

#include "backend/network_spec.h"
#include "doodle/image.h"

namespace doodle {

/// A stretch of rows or columns that the network sees, and the part of it whose features are exact and count.
struct TileSpan {
  int begin = 0, end = 0;
  int own_begin = 0, own_end = 0;
  bool operator==(const TileSpan&) const = default;
  int length() const { return end - begin; }
};

/// A part of a picture that the network is run on.
struct Tile {
  TileSpan y, x;
};

/// Divides 0..length so that every position is owned once, no tile is longer than `side`, and every owned
/// position is `halo` away from a tile's end that is not the picture's. Tiles begin and owned parts end at
/// multiples of `step`, and so does the halo; side >= 2 * halo + step. All tiles are `side` long where length
/// - side is a multiple of step.
std::vector<TileSpan> split_into_tiles(int length, int side, int halo, int step);

/// Tiles over a picture; one alone when side is 0 or the picture is no larger.
std::vector<Tile> make_tiles(Size size, int side, int halo, int step);

/// Pixels from one position of the coarsest of `layers` to the next.
int tile_step(const NetworkSpec& network, const std::vector<std::string>& layers);

/// How far around an owned pixel a tile must reach for the features of `layers` there to be exact: the reach
/// of the network, and `patch` positions of the coarsest layer more; a multiple of tile_step().
int tile_halo(const NetworkSpec& network, const std::vector<std::string>& layers, int patch);

}  // namespace doodle
