#include <cstdlib>

#include "conformance/test_device.h"

namespace doodle {

/// The one that $DOODLE_TEST_DEVICE names, or the CPU.
const std::string& test_device() {
  static const char* const named = std::getenv("DOODLE_TEST_DEVICE");
  static const std::string name = named ? named : "cpu";
  return name;
}

}  // namespace doodle
