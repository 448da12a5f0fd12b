#include "upscale/outline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "image/torus.h"
#include "upscale/ink.h"

namespace doodle {
namespace {

/// Pixels by which labels are continued: further than a point is moved by what lies around it.
constexpr int kMargin = 8;

/// Labels with their margin, and one more ring without any (-1) that closes every outline.
struct Canvas {
  int width = 0, height = 0;
  std::vector<int> labels;

  std::size_t index(int x, int y) const { return static_cast<std::size_t>(y) * width + x; }
  int at(int x, int y) const { return labels[index(x, y)]; }
};

Canvas widened(const std::vector<int>& labels, Size size, Wrap wrap) {
  const int ring = kMargin + 1;
  Canvas canvas{size.width + 2 * ring, size.height + 2 * ring, {}};
  canvas.labels.assign(canvas.index(0, canvas.height), -1);
  for (int y = 1; y + 1 < canvas.height; ++y)
    for (int x = 1; x + 1 < canvas.width; ++x)
      canvas.labels[canvas.index(x, y)] =
          labels[static_cast<std::size_t>(axis_sample(y - ring, size.height, wrap.y)) * size.width +
                 axis_sample(x - ring, size.width, wrap.x)];
  return canvas;
}

/// Whether of two pairs of pixels that cross at the lower right of (x, y) those of `label` are joined.
bool joined(const Canvas& canvas, int x, int y, int label, int other) {
  int more = 0;
  for (int v = std::max(y - 3, 0); v < std::min(y + 5, canvas.height); ++v)
    for (int u = std::max(x - 3, 0); u < std::min(x + 5, canvas.width); ++u)
      more += (canvas.at(u, v) == label) - (canvas.at(u, v) == other);
  return more < 0 || (more == 0 && label > other);
}

/// Four pixels that meet at a corner, clockwise from the upper left, and the borders between each and the
/// next. A border has a number for either of its sides: four times the number of its left or upper pixel, and
/// two more where the other lies below, and one more for the side of the latter.
struct Corner {
  std::array<int, 4> labels;
  std::array<std::int32_t, 4> borders;

  bool has(std::size_t pixel, int label) const { return labels[pixel % 4] == label; }
  /// Borders at which a clockwise turn leaves the label, and at which it comes back to it.
  bool leaves(std::size_t border, int label) const { return has(border, label) && !has(border + 1, label); }
  bool enters(std::size_t border, int label) const { return !has(border, label) && has(border + 1, label); }
};

Corner corner_of(const Canvas& canvas, int x, int y) {
  const auto number = [&](int u, int v) { return static_cast<std::int32_t>(4 * canvas.index(u, v)); };
  return {{canvas.at(x, y), canvas.at(x + 1, y), canvas.at(x + 1, y + 1), canvas.at(x, y + 1)},
          {number(x, y), number(x + 1, y) + 2, number(x, y + 1), number(x, y) + 2}};
}

/// The way of one label's outlines through a corner.
void add_steps(const Corner& corner, int label, bool apart, std::vector<std::int32_t>& next) {
  const std::size_t turn = apart ? 3 : 1;
  for (std::size_t from = 0; from < 4; ++from) {
    if (!corner.leaves(from, label)) continue;
    std::size_t to = (from + turn) % 4;
    while (!corner.enters(to, label)) to = (to + turn) % 4;
    // The first pixels of borders 0 to 3 are 0, 1, 3, 0; the label's are `from` and the one after `to`.
    next[static_cast<std::size_t>(corner.borders[from] + (from < 2 ? 0 : 1))] =
        corner.borders[to] + (to < 2 ? 1 : 0);
  }
}

/// Where an outline goes from each side of each border; -1 where there is none.
std::vector<std::int32_t> steps_of(const Canvas& canvas) {
  std::vector<std::int32_t> next(canvas.labels.size() * 4, -1);
  for (int y = 0; y + 1 < canvas.height; ++y)
    for (int x = 0; x + 1 < canvas.width; ++x) {
      const Corner corner = corner_of(canvas, x, y);
      const std::array<int, 4>& labels = corner.labels;
      const bool crossing = labels[0] == labels[2] && labels[1] == labels[3] && labels[0] != labels[1];
      for (std::size_t i = 0; i < 4; ++i) {
        const bool again = std::find(labels.begin(), labels.begin() + i, labels[i]) != labels.begin() + i;
        if (labels[i] < 0 || again) continue;
        add_steps(corner, labels[i], crossing && !joined(canvas, x, y, labels[i], labels[(i + 1) % 4]), next);
      }
    }
  return next;
}

/// The middle of a border, in the labels' pixels.
OutlinePoint middle(const Canvas& canvas, std::int32_t border) {
  const bool below = border / 2 % 2 != 0;
  const auto x = static_cast<float>(border / 4 % canvas.width - kMargin - 1);
  const auto y = static_cast<float>(border / 4 / canvas.width - kMargin - 1);
  return {below ? x + 0.5f : x + 1, below ? y + 1 : y + 0.5f, false};
}

}  // namespace

std::vector<Outline> outlines(const std::vector<int>& labels, Size size, Wrap wrap) {
  const Canvas canvas = widened(labels, size, wrap);
  std::vector<std::int32_t> next = steps_of(canvas);
  std::vector<Outline> lines;
  for (std::size_t first = 0; first < next.size(); ++first) {
    if (next[first] < 0) continue;
    std::vector<OutlinePoint> middles;
    for (std::size_t at = first; next[at] >= 0;) {
      middles.push_back(middle(canvas, static_cast<std::int32_t>(at)));
      at = static_cast<std::size_t>(std::exchange(next[at], -1));
    }
    const std::size_t pixel = first / 4, below = first / 2 % 2, second = first % 2;
    const std::size_t other = pixel + (below != 0 ? static_cast<std::size_t>(canvas.width) : 1);
    lines.push_back({canvas.labels[second != 0 ? other : pixel], inked(middles)});
  }
  return lines;
}

}  // namespace doodle
