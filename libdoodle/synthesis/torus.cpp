#include "synthesis/torus.h"

#include <algorithm>
#include <vector>

namespace doodle {
namespace {

/// A stretch of a widened line and where in the line it is repeated from.
struct Stretch {
  int wide, from, length;
};

/// The stretches of a line of `length` values with `before` and `after` more around it.
std::vector<Stretch> stretches(int length, int before, int after) {
  std::vector<Stretch> all;
  for (int i = -before; i < length + after;) {
    const int from = ((i % length) + length) % length;
    const int count = std::min(length - from, length + after - i);
    all.push_back({i + before, from, count});
    i += count;
  }
  return all;
}

}  // namespace

template <class Copy>
void Torus::for_blocks(Shape map, int before, int after, const Copy& copy) const {
  const auto line = [&](bool wraps, int length) {
    return stretches(length, wraps ? before : 0, wraps ? after : 0);
  };
  const std::vector<Stretch> columns = line(wrap_.x, map.width);
  for (const Stretch& row : line(wrap_.y, map.height))
    for (const Stretch& column : columns) copy(row, column);
}

Shape Torus::widened(Shape shape, int before, int after) const {
  const int more = before + after;
  return {shape.height + (wrap_.y ? more : 0), shape.width + (wrap_.x ? more : 0), shape.channels};
}

Tensor<float> Torus::widened(const Tensor<float>& map, int before, int after) const {
  if (!any() || map.empty()) return map;
  Tensor<float> wide = backend_->allocate<float>(widened(map.shape(), before, after));
  widen(map, before, after, wide);
  return wide;
}

void Torus::widen(const Tensor<float>& map, int before, int after, Tensor<float>& wide) const {
  if (!any()) {
    wide = map;
    return;
  }
  for_blocks(map.shape(), before, after, [&](const Stretch& row, const Stretch& column) {
    backend_->copy_block(map, {row.from, column.from, row.wide, column.wide, row.length, column.length},
                         wide);
  });
}

void Torus::fold(const Tensor<float>& wide, int before, int after, Tensor<float>& map) const {
  if (!any()) return;
  for_blocks(map.shape(), before, after, [&](const Stretch& row, const Stretch& column) {
    backend_->add_block(wide, {row.wide, column.wide, row.from, column.from, row.length, column.length}, map);
  });
}

void Torus::narrow(const Tensor<float>& wide, int before, Tensor<float>& map) const {
  if (!any()) return;
  const int y = wrap_.y ? before : 0, x = wrap_.x ? before : 0;
  backend_->copy_block(wide, {y, x, 0, 0, map.shape().height, map.shape().width}, map);
}

}  // namespace doodle
