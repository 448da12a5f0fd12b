#pragma once

#include <vector>

#include "doodle/image.h"

namespace doodle {

/// A part of a picture.
struct Rectangle {
  int left = 0, top = 0, width = 0, height = 0;
  Size size() const { return {width, height}; }
};

/// A chunk, and what of the picture is painted and looked at together with it: above it and to its left
/// pixels that are there already, below it and to its right some that are dropped afterwards, so that the
/// chunk does not end where its picture did.
struct Chunk {
  Rectangle own, seen;
};

/// Divides a picture into chunks of nearly equal sides, at most `side` long, row by row.
std::vector<Chunk> divide(Size picture, int side);

}  // namespace doodle
