#pragma once

#include <pybind11/pybind11.h>

/// What each file of this folder adds to the module `doodle._core`. The package around it (bindings/doodle)
/// is what users see; this is private to it.
namespace doodle::python {

namespace py = pybind11;

void bind_errors(py::module_& module);
void bind_images(py::module_& module);
void bind_options(py::module_& module);
void bind_maps(py::module_& module);
void bind_synthesis(py::module_& module);
void bind_features(py::module_& module);
void bind_devices(py::module_& module);

}  // namespace doodle::python
