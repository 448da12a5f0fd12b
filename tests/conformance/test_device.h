#pragma once

#include <string>

#include "backend/backend.h"

namespace doodle {

/// The device that this program's tests run on. Each program links one definition: emulated_device.cpp, for the
/// CUDA kernels on the emulation, or named_device.cpp.
const std::string& test_device();

}  // namespace doodle
