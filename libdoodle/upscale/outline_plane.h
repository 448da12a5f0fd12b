#pragma once

#include <cstddef>
#include <vector>

#include "upscale/outline.h"

namespace doodle {

/// Of outlines, in pixels of the art.
struct Segment {
  OutlinePoint a, b;
};

/// Pixels from first to last - 1 whose centres lie between two places, within a line of pixels.
struct Span {
  int first, last;
};

/// A part of a picture in which lines are drawn, with the distances from them, squared while they are drawn;
/// a step from pixel to pixel is `step` pixels of the lines.
struct OutlinePlane {
  Span columns, rows;
  float step_x, step_y;
  std::vector<float> distances{};
  std::vector<char> crossed{};  ///< left of a pixel, after the one before

  std::size_t index(int column, int row) const {
    return static_cast<std::size_t>(row - rows.first) * (columns.last - columns.first) +
           (column - columns.first);
  }
  float x(int column) const { return (static_cast<float>(column) + 0.5f) * step_x; }
  float y(int row) const { return (static_cast<float>(row) + 0.5f) * step_y; }
};

/// An empty plane of a picture of size `to` for lines in pixels of one of size `from`.
OutlinePlane whole_plane(Size from, Size to);

/// The plane's rows that may be nearer than `limit` to what lies between two heights.
Span rows_near(const OutlinePlane& plane, float top, float bottom, float limit);

/// Adds what of the line is nearer to the plane's rows than `limit`.
void add_segments(const Outline& line, const OutlinePlane& plane, float limit,
                  std::vector<Segment>& segments);

/// The part of the plane that is at most `limit` away from the box around the segments, of which there is one
/// at least.
OutlinePlane part_around(const std::vector<Segment>& segments, OutlinePlane plane, float limit);

/// Fills the plane with the distances from one label's outlines, positive inside and at most `limit` in
/// magnitude; `segments` are all that lie in its rows.
OutlinePlane drawn(const std::vector<Segment>& segments, OutlinePlane plane, float limit);

}  // namespace doodle
