#pragma once

namespace doodle::cuda {

/// Makes make_backend("emulated") give the CUDA backend on the emulation, and "emulated:1" on a second device
/// of it, an older one that does not do what warp_group.h has.
void register_emulated_device();

}  // namespace doodle::cuda
