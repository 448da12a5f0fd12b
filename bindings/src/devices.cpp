#include <pybind11/pybind11.h>

#include "bind.h"
#include "doodle/device.h"

namespace doodle::python {

void bind_devices(py::module_& module) {
  module.def("devices", [] {
    py::list devices;
    for (const DeviceInfo& device : list_devices())
      devices.append(py::make_tuple(device.name, device.description, device.usable, device.reason));
    return devices;
  });
}

}  // namespace doodle::python
