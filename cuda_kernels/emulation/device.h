#pragma once

namespace doodle::cuda {

/// Makes make_backend("emulated") give the CUDA backend on the emulation, and "emulated:1" on a second device
/// of it.
void register_emulated_device();

}  // namespace doodle::cuda
