#pragma once

#include <memory>

#include "backend/backend.h"

namespace doodle::cuda {

/// The backend on the device that `info` describes, which the caller has chosen for this thread; its name is
/// `name`.
std::unique_ptr<Backend> make_device_backend(const std::string& name, const DeviceInfo& info);

}  // namespace doodle::cuda
