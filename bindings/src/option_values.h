#pragma once

#include <pybind11/stl.h>

#include "doodle/maps.h"

/// How the value of an option is read from Python, and shown to it.
namespace doodle::python {

namespace py = pybind11;

/// Throws py::cast_error for a value of another type, UsageError for one that an option of this type cannot
/// have; ranges are the library's to check.
template <class T>
void read(const py::handle& value, T& field) {
  field = value.cast<T>();
}
void read(const py::handle& value, Size& field);  ///< a pair (width, height)
/// none, x, y or xy; `option` is for the message.
void read_axes(const std::string& option, const py::handle& value, Wrap& field);
void read(const py::handle& value, MapMode& field);                   ///< by its name on the command line
void read(const py::handle& value, std::vector<std::string>& field);  ///< names, or a single one
/// A file that names labels, or a dict of names and colours. Throws BadInput for a broken file.
void read(const py::handle& value, std::vector<Label>& field);

template <class T>
py::object show(const T& field) {
  return py::cast(field);
}
py::object show(const Size& field);  ///< None for a size that is left open
py::object show(const Wrap& field);
py::object show(const MapMode& field);
py::object show(const std::vector<Label>& field);  ///< None without names

}  // namespace doodle::python
