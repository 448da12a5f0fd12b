#include <pybind11/stl.h>

#include "arrays.h"
#include "bind.h"
#include "doodle/image.h"

namespace doodle::python {

void bind_images(py::module_& module) {
  py::class_<Image>(module, "Image")
      .def(py::init(&image_from), py::arg("array"))
      .def_property_readonly("size",
                             [](const Image& image) { return py::make_tuple(image.width, image.height); })
      .def("array", &array_from, py::arg("dtype"));
  module.def("load_image", &load_image, py::arg("path"), py::call_guard<py::gil_scoped_release>());
  module.def(
      "save_image",
      [](const std::string& path, const Image& image, const std::map<std::string, std::string>& text) {
        save_image(path, image, {text});
      },
      py::arg("path"), py::arg("image"), py::arg("text"), py::call_guard<py::gil_scoped_release>());
  module.def("check_output", &check_output, py::arg("path"));
}

}  // namespace doodle::python
