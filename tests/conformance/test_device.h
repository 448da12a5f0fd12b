#pragma once

#include <cstdlib>
#include <string>

#include "backend/backend.h"

#if defined(DOODLE_EMULATED)
#include "emulation/device.h"
#endif

namespace doodle {

/// The device that this program's tests run on: the CUDA kernels on the emulation where it is built for them;
/// else the one that $DOODLE_TEST_DEVICE names, or the CPU.
#if defined(DOODLE_EMULATED)
inline const std::string test_device = (cuda::register_emulated_device(), "emulated");
#else
inline const std::string test_device =
    std::getenv("DOODLE_TEST_DEVICE") ? std::getenv("DOODLE_TEST_DEVICE") : "cpu";
#endif

}  // namespace doodle
