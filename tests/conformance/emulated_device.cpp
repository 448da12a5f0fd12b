#include "conformance/test_device.h"
#include "emulation/device.h"

namespace doodle {

const std::string& test_device() {
  static const std::string name = (cuda::register_emulated_device(), "emulated");
  return name;
}

}  // namespace doodle
