#pragma once

#include <memory>

#include "backend/backend.h"

namespace doodle::cpu {

/// The backend that runs here. Always present.
std::unique_ptr<Backend> make_cpu_backend();

}  // namespace doodle::cpu
