#pragma once

#include <string>
#include <vector>

namespace doodle {

/// A device that could run the program, usable or not.
struct DeviceInfo {
  std::string name;         ///< as `--device` takes it: `cpu`, `cuda:0`
  std::string description;  ///< for people: processor or board, instruction set, memory
  bool usable = false;
  std::string reason;  ///< why it is not usable; empty otherwise
};

/// Every device known to this build, `cpu` first.
std::vector<DeviceInfo> list_devices();

}  // namespace doodle
