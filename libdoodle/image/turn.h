#pragma once

#include <vector>

#include "doodle/image.h"

namespace doodle {

/// One of the eight ways to lay a rectangle on itself: mirrored left to right or not, then turned clockwise
/// by a number of quarter turns. As a number of 0..7: 4 * mirrored + quarters.
struct Turn {
  int quarters = 0;  ///< 0..3
  bool mirrored = false;

  static Turn of(int number) { return {number % 4, number >= 4}; }
  int number() const { return (mirrored ? 4 : 0) + quarters; }
  bool swaps_sides() const { return quarters % 2 == 1; }
};

/// Every turn that rotation by multiples of `rotate` degrees (0: none, 90, 180) and mirroring (x: left to
/// right, y: top to bottom) lead to, each once, the one that changes nothing first.
std::vector<Turn> turns_of(int rotate, Wrap mirror);

/// The image after the turn.
Image turned(const Image& image, Turn turn);

/// Brings a place of the turned image (0 is the centre of its first pixel) back to the image, whose size is
/// `size`.
void turn_back(Turn turn, Size size, float& x, float& y);

/// Turns a direction, x to the right and y down, as the picture is turned.
void turn_direction(Turn turn, float& x, float& y);

}  // namespace doodle
