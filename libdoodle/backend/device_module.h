#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "backend/interface_hash.h"  // written by CMake

/// How a device's module, a shared library that is found at run time, and the library meet.
namespace doodle {

/// What a module's one entry point, `doodle_device_module`, returns. Both sides must be of one build: they
/// share classes.
struct DeviceModule {
  const char* build = nullptr;  ///< of the module; must equal device_module_build
  /// Every device of the module's kind; at least one entry, which tells why when none is usable.
  std::vector<DeviceInfo> (*list)() = nullptr;
  /// The backend on the device of that number, for the calling thread. Throws DeviceMissing.
  std::unique_ptr<Backend> (*make)(int device) = nullptr;
};
using DeviceModuleEntry = const DeviceModule* (*)();

/// Version of the library, and a hash of the headers that both sides share.
inline constexpr const char* device_module_build = DOODLE_VERSION "/" DOODLE_INTERFACE_HASH;

/// The CUDA module, loaded when it is first asked for and kept; null, with the reason, when it cannot be
/// used. It is looked for beside the program or shared library that holds this code, and in the folder that
/// $DOODLE_MODULES names.
const DeviceModule* cuda_module(std::string& reason);

}  // namespace doodle
