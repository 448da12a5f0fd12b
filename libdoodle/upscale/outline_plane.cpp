#include "upscale/outline_plane.h"

#include <algorithm>
#include <cmath>

namespace doodle {
namespace {

float square_distance(float x, float y, const OutlinePoint& a, const OutlinePoint& b) {
  const float dx = b.x - a.x, dy = b.y - a.y;
  const float square = std::max(dx * dx + dy * dy, 1e-12f);
  const float t = std::clamp(((x - a.x) * dx + (y - a.y) * dy) / square, 0.0f, 1.0f);
  const float u = x - a.x - t * dx, v = y - a.y - t * dy;
  return u * u + v * v;
}

Span within(const Span& whole, float from, float to) {
  const auto first = static_cast<int>(std::ceil(from - 0.5f)), last = static_cast<int>(std::ceil(to - 0.5f));
  return {std::clamp(first, whole.first, whole.last), std::clamp(last, whole.first, whole.last)};
}

Span rows_near(const OutlinePlane& plane, const Segment& segment, float limit) {
  return rows_near(plane, std::min(segment.a.y, segment.b.y), std::max(segment.a.y, segment.b.y), limit);
}

void lower_squares(OutlinePlane& plane, const Segment& segment, float limit) {
  const auto& [a, b] = segment;
  const Span rows = rows_near(plane, segment, limit);
  const Span columns = within(plane.columns, (std::min(a.x, b.x) - limit) / plane.step_x,
                              (std::max(a.x, b.x) + limit) / plane.step_x);
  for (int row = rows.first; row < rows.last; ++row)
    for (int column = columns.first; column < columns.last; ++column) {
      float& least = plane.distances[plane.index(column, row)];
      least = std::min(least, square_distance(plane.x(column), plane.y(row), a, b));
    }
}

/// Marks in each row the first pixel to the right of the line's part from a to b.
void mark_crossings(OutlinePlane& plane, const Segment& segment) {
  const auto& [a, b] = segment;
  const Span rows = rows_near(plane, segment, 0);
  for (int row = rows.first; row < rows.last; ++row) {
    const float x = a.x + (plane.y(row) - a.y) / (b.y - a.y) * (b.x - a.x);
    const int column = std::max(static_cast<int>(std::ceil(x / plane.step_x - 0.5f)), plane.columns.first);
    if (column < plane.columns.last) plane.crossed[plane.index(column, row)] ^= 1;
  }
}

}  // namespace

OutlinePlane whole_plane(Size from, Size to) {
  return {{0, to.width},
          {0, to.height},
          static_cast<float>(from.width) / static_cast<float>(to.width),
          static_cast<float>(from.height) / static_cast<float>(to.height)};
}

Span rows_near(const OutlinePlane& plane, float top, float bottom, float limit) {
  return within(plane.rows, (top - limit) / plane.step_y, (bottom + limit) / plane.step_y);
}

void add_segments(const Outline& line, const OutlinePlane& plane, float limit,
                  std::vector<Segment>& segments) {
  for (std::size_t i = 0; i < line.points.size(); ++i) {
    const Segment segment{line.points[i], line.points[i + 1 < line.points.size() ? i + 1 : 0]};
    const Span rows = rows_near(plane, segment, limit);
    if (rows.first < rows.last) segments.push_back(segment);
  }
}

OutlinePlane part_around(const std::vector<Segment>& segments, OutlinePlane plane, float limit) {
  float left = 1e9f, right = -1e9f, top = 1e9f, bottom = -1e9f;
  for (const auto& [a, b] : segments) {
    left = std::min({left, a.x, b.x});
    right = std::max({right, a.x, b.x});
    top = std::min({top, a.y, b.y});
    bottom = std::max({bottom, a.y, b.y});
  }
  plane.columns = within(plane.columns, (left - limit) / plane.step_x, (right + limit) / plane.step_x);
  plane.rows = rows_near(plane, top, bottom, limit);
  return plane;
}

OutlinePlane drawn(const std::vector<Segment>& segments, OutlinePlane plane, float limit) {
  const std::size_t pixels = plane.index(plane.columns.first, plane.rows.last);
  plane.distances.assign(pixels, limit * limit);
  plane.crossed.assign(pixels, 0);
  for (const Segment& segment : segments) {
    lower_squares(plane, segment, limit);
    mark_crossings(plane, segment);
  }
  for (int row = plane.rows.first; row < plane.rows.last; ++row) {
    char inside = 0;
    for (int column = plane.columns.first; column < plane.columns.last; ++column) {
      inside ^= plane.crossed[plane.index(column, row)];
      float& distance = plane.distances[plane.index(column, row)];
      distance = inside != 0 ? std::sqrt(distance) : -std::sqrt(distance);
    }
  }
  return plane;
}

std::vector<float> outline_distance(const std::vector<Outline>& outlines, int label, Size from, Size to,
                                    float limit) {
  const OutlinePlane whole = whole_plane(from, to);
  std::vector<Segment> segments;
  for (const Outline& outline : outlines)
    if (outline.label == label) add_segments(outline, whole, limit, segments);
  return drawn(segments, whole, limit).distances;
}

}  // namespace doodle
