#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "upscale/outline.h"

namespace doodle {
namespace {

/// Pixels from first to last - 1 whose centres lie between two places, within a line of pixels.
struct Span {
  int first, last;
};

float square_distance(float x, float y, const OutlinePoint& a, const OutlinePoint& b) {
  const float dx = b.x - a.x, dy = b.y - a.y;
  const float square = std::max(dx * dx + dy * dy, 1e-12f);
  const float t = std::clamp(((x - a.x) * dx + (y - a.y) * dy) / square, 0.0f, 1.0f);
  const float u = x - a.x - t * dx, v = y - a.y - t * dy;
  return u * u + v * v;
}

/// A part of a picture in which lines are drawn, with the distances from them, squared while they are drawn;
/// a step from pixel to pixel is `step` pixels of the lines.
struct Plane {
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

Span within(const Span& whole, float from, float to) {
  const auto first = static_cast<int>(std::ceil(from - 0.5f)), last = static_cast<int>(std::ceil(to - 0.5f));
  return {std::clamp(first, whole.first, whole.last), std::clamp(last, whole.first, whole.last)};
}

void lower_squares(Plane& plane, const OutlinePoint& a, const OutlinePoint& b, float limit) {
  const Span rows = within(plane.rows, (std::min(a.y, b.y) - limit) / plane.step_y,
                           (std::max(a.y, b.y) + limit) / plane.step_y);
  const Span columns = within(plane.columns, (std::min(a.x, b.x) - limit) / plane.step_x,
                              (std::max(a.x, b.x) + limit) / plane.step_x);
  for (int row = rows.first; row < rows.last; ++row)
    for (int column = columns.first; column < columns.last; ++column) {
      float& least = plane.distances[plane.index(column, row)];
      least = std::min(least, square_distance(plane.x(column), plane.y(row), a, b));
    }
}

/// Marks in each row the first pixel to the right of the line's part from a to b.
void mark_crossings(Plane& plane, const OutlinePoint& a, const OutlinePoint& b) {
  const Span rows = within(plane.rows, std::min(a.y, b.y) / plane.step_y, std::max(a.y, b.y) / plane.step_y);
  for (int row = rows.first; row < rows.last; ++row) {
    const float x = a.x + (plane.y(row) - a.y) / (b.y - a.y) * (b.x - a.x);
    const int column = std::max(static_cast<int>(std::ceil(x / plane.step_x - 0.5f)), plane.columns.first);
    if (column < plane.columns.last) plane.crossed[plane.index(column, row)] ^= 1;
  }
}

/// Fills the plane, `columns` by `rows` of a picture, from lines of one label.
Plane drawn(const std::vector<const Outline*>& lines, Plane plane, float limit) {
  const std::size_t pixels = plane.index(plane.columns.first, plane.rows.last);
  plane.distances.assign(pixels, limit * limit);
  plane.crossed.assign(pixels, 0);
  for (const Outline* line : lines)
    for (std::size_t i = 0; i < line->points.size(); ++i) {
      const OutlinePoint &a = line->points[i], &b = line->points[(i + 1) % line->points.size()];
      lower_squares(plane, a, b, limit);
      mark_crossings(plane, a, b);
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

Plane whole_plane(Size from, Size to) {
  return {{0, to.width},
          {0, to.height},
          static_cast<float>(from.width) / static_cast<float>(to.width),
          static_cast<float>(from.height) / static_cast<float>(to.height)};
}

/// The part of the plane that is at most `limit` away from the lines' points.
Plane part_around(const std::vector<const Outline*>& lines, Plane plane, float limit) {
  float left = 1e9f, right = -1e9f, top = 1e9f, bottom = -1e9f;
  for (const Outline* line : lines)
    for (const OutlinePoint& p : line->points) {
      left = std::min(left, p.x - limit);
      right = std::max(right, p.x + limit);
      top = std::min(top, p.y - limit);
      bottom = std::max(bottom, p.y + limit);
    }
  plane.columns = within(plane.columns, left / plane.step_x, right / plane.step_x);
  plane.rows = within(plane.rows, top / plane.step_y, bottom / plane.step_y);
  return plane;
}

}  // namespace

std::vector<float> outline_distance(const std::vector<Outline>& outlines, int label, Size from, Size to,
                                    float limit) {
  std::vector<const Outline*> lines;
  for (const Outline& outline : outlines)
    if (outline.label == label) lines.push_back(&outline);
  return drawn(lines, whole_plane(from, to), limit).distances;
}

LabelsWithin labels_within(const std::vector<Outline>& outlines, Size from, Size to, float near) {
  constexpr float kLimit = 1;
  std::map<int, std::vector<const Outline*>> lines;
  for (const Outline& outline : outlines) lines[outline.label].push_back(&outline);
  const Plane whole = whole_plane(from, to);
  std::vector<float> deepest(whole.index(0, to.height), -2 * kLimit), second = deepest;
  LabelsWithin labels;
  labels.own.assign(deepest.size(), lines.begin()->first);
  labels.beside = labels.own;
  for (const auto& [label, of_label] : lines) {
    const Plane part = drawn(of_label, part_around(of_label, whole, kLimit), kLimit);
    for (int row = part.rows.first; row < part.rows.last; ++row)
      for (int column = part.columns.first; column < part.columns.last; ++column) {
        const std::size_t pixel = whole.index(column, row);
        const float depth = part.distances[part.index(column, row)];
        if (depth > deepest[pixel]) {
          second[pixel] = std::exchange(deepest[pixel], depth);
          labels.beside[pixel] = std::exchange(labels.own[pixel], label);
        } else if (depth > second[pixel]) {
          second[pixel] = depth;
          labels.beside[pixel] = label;
        }
      }
  }
  for (std::size_t i = 0; i < second.size(); ++i)
    if (second[i] <= -near) labels.beside[i] = labels.own[i];
  return labels;
}

}  // namespace doodle
