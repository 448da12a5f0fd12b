#pragma once

#include "backend/backend.h"

namespace doodle {

/// Arrays that wrap along some axes. Operations on patches know no sides that wrap: they work on a map
/// widened by what lies beyond, and what they find there is carried back.
class Torus {
 public:
  Torus(Backend& backend, Wrap wrap) : backend_(&backend), wrap_(wrap) {}

  bool any() const { return wrap_.any(); }
  Wrap wrap() const { return wrap_; }

  /// The shape with `before` more rows and columns in front and `after` more behind, along the axes that
  /// wrap.
  Shape widened(Shape shape, int before, int after) const;

  /// `map` widened; the map itself when nothing wraps.
  Tensor<float> widened(const Tensor<float>& map, int before, int after) const;
  /// The same into `wide`, which has that shape already, or, when nothing wraps, becomes the map itself.
  void widen(const Tensor<float>& map, int before, int after, Tensor<float>& wide) const;

  /// The adjoint: adds every value of `wide` to the place of `map` that it repeats. Does nothing when nothing
  /// wraps.
  void fold(const Tensor<float>& wide, int before, int after, Tensor<float>& map) const;

  /// Overwrites `map` with the middle of `wide`. Does nothing when nothing wraps.
  void narrow(const Tensor<float>& wide, int before, Tensor<float>& map) const;

 private:
  template <class Copy>
  void for_blocks(Shape map, int before, int after, const Copy& copy) const;

  Backend* backend_;
  Wrap wrap_;
};

/// `values` (height x width x channels) with `margin` more rows and columns at both ends, along the axes that
/// wrap.
template <class T>
std::vector<T> widened_values(const std::vector<T>& values, Shape shape, int margin, Wrap wrap) {
  const int my = wrap.y ? margin : 0, mx = wrap.x ? margin : 0;
  const auto around = [](int i, int length) { return ((i % length) + length) % length; };
  std::vector<T> wide;
  wide.reserve(Shape{shape.height + 2 * my, shape.width + 2 * mx, shape.channels}.size());
  for (int y = -my; y < shape.height + my; ++y)
    for (int x = -mx; x < shape.width + mx; ++x) {
      const auto at =
          (static_cast<std::ptrdiff_t>(around(y, shape.height)) * shape.width + around(x, shape.width)) *
          shape.channels;
      wide.insert(wide.end(), values.begin() + at, values.begin() + at + shape.channels);
    }
  return wide;
}

/// The middle of such values: those of a map of `shape`.
template <class T>
std::vector<T> narrowed_values(const std::vector<T>& wide, Shape shape, int margin, Wrap wrap) {
  const int my = wrap.y ? margin : 0, mx = wrap.x ? margin : 0;
  std::vector<T> values;
  values.reserve(shape.size());
  for (int y = 0; y < shape.height; ++y) {
    const auto at = (static_cast<std::ptrdiff_t>(y + my) * (shape.width + 2 * mx) + mx) * shape.channels;
    values.insert(values.end(), wide.begin() + at, wide.begin() + at + shape.width * shape.channels);
  }
  return values;
}

}  // namespace doodle
