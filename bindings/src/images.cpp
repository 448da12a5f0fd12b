#include <pybind11/stl.h>

#include <span>
#include <string_view>

#include "arrays.h"
#include "bind.h"
#include "doodle/image.h"
#include "doodle/source_map.h"

namespace doodle::python {
namespace {

/// height x width x 3 floats: a copy.
py::array_t<float> values_of(const SourceMap& map) {
  return py::array_t<float>({map.height, map.width, 3}, map.values.data());
}

std::vector<std::pair<int, int>> sizes_of(const SourceMap& map) {
  std::vector<std::pair<int, int>> sizes;
  for (const Size size : map.styles) sizes.emplace_back(size.width, size.height);
  return sizes;
}

py::bytes profile_of(const Image& image) {
  return {reinterpret_cast<const char*>(image.icc.data()), image.icc.size()};
}

void set_profile(Image& image, const py::bytes& profile) {
  const auto bytes = std::as_bytes(std::span(std::string_view(profile)));
  image.icc.assign(bytes.begin(), bytes.end());
}

void bind_source_map(py::module_& module) {
  py::class_<SourceMap>(module, "SourceMap")
      .def_property_readonly("empty", &SourceMap::empty)
      .def_property_readonly("styles", &sizes_of)
      .def("array", &values_of)
      .def(
          "save", [](const SourceMap& map, const std::string& path) { save_source_map(path, map); },
          py::arg("path"));
  module.def("load_source_map", &load_source_map, py::arg("path"));
  module.def(
      "apply_source_map",
      [](const SourceMap& map, const std::vector<Image>& maps, const std::string& normals) {
        return apply_source_map(map, maps, {parse_normal_maps(normals)});
      },
      py::arg("map"), py::arg("maps"), py::arg("normals"), py::call_guard<py::gil_scoped_release>());
}

}  // namespace

void bind_images(py::module_& module) {
  py::class_<Image>(module, "Image")
      .def(py::init(&image_from), py::arg("array"))
      .def_property_readonly("size",
                             [](const Image& image) { return py::make_tuple(image.width, image.height); })
      .def_property("icc", &profile_of, &set_profile)
      .def("array", &array_from, py::arg("dtype"));
  module.def("load_image", &load_image, py::arg("path"), py::call_guard<py::gil_scoped_release>());
  module.def(
      "save_image",
      [](const std::string& path, const Image& image, const std::map<std::string, std::string>& text) {
        save_image(path, image, {text});
      },
      py::arg("path"), py::arg("image"), py::arg("text"), py::call_guard<py::gil_scoped_release>());
  bind_source_map(module);
  module.def("check_output", &check_output, py::arg("path"));
}

}  // namespace doodle::python
