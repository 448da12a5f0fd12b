#pragma once

#include <memory>

#include "backend/backend.h"

namespace doodle::cuda {

/// The backend on the device of that number, which `info` describes and names.
std::unique_ptr<Backend> make_device_backend(int device, const DeviceInfo& info);

}  // namespace doodle::cuda
