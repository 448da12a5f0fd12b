#pragma once

#include <pybind11/numpy.h>

#include <string>
#include <vector>

#include "doodle/image.h"
#include "doodle/maps.h"

namespace doodle::python {

namespace py = pybind11;

/// The shape as Python writes it, for messages: `(480, 640, 3)`.
std::string shape_of(const py::array& array);

/// A picture from an array of any strides: height x width, or height x width x 1 (grey), 2 (grey, alpha), 3
/// (RGB) or 4 (RGB, alpha); uint8, uint16, float32 0..1, or bool: false is black or clear, true white or
/// opaque. Throws BadInput, with the shape, for anything else.
Image image_from(const py::array& array);

/// The reverse, height x width x (3 or 4), or height x width (x 2) for grey, as `dtype`: uint8, uint16 or
/// float32.
py::array array_from(const Image& image, const std::string& dtype);

/// An array that takes over `values` without copying them.
template <class T>
py::array_t<T> array_of(std::vector<T> values, std::vector<py::ssize_t> shape) {
  auto owner = std::make_unique<std::vector<T>>(std::move(values));
  T* data = owner->data();
  const py::capsule base(owner.release(), [](void* p) { delete static_cast<std::vector<T>*>(p); });
  return py::array_t<T>(std::move(shape), data, base);
}

}  // namespace doodle::python
