#include <cstdlib>

#include "conformance/test_device.h"
#include "emulation/device.h"

namespace doodle {

/// The emulated one, or its older neighbour where $DOODLE_TEST_DEVICE names that.
const std::string& test_device() {
  static const std::string name = [] {
    cuda::register_emulated_device();
    const char* const named = std::getenv("DOODLE_TEST_DEVICE");
    return std::string(named ? named : "emulated");
  }();
  return name;
}

}  // namespace doodle
