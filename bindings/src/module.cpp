#include "bind.h"
#include "doodle/synthesis.h"

PYBIND11_MODULE(_core, module) {
  module.doc() = "The compiled part of doodle: private, use the package.";
  module.attr("__version__") = doodle::version();
  doodle::python::bind_errors(module);
  doodle::python::bind_images(module);
  doodle::python::bind_options(module);
  doodle::python::bind_maps(module);
  doodle::python::bind_synthesis(module);
  doodle::python::bind_features(module);
  doodle::python::bind_devices(module);
}
