#pragma once

namespace doodle::cuda {

/// Makes make_backend("emulated") give the CUDA backend on the emulation.
void register_emulated_device();

}  // namespace doodle::cuda
