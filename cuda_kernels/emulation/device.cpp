#include "emulation/device.h"

#include "cuda_backend.h"

namespace doodle::cuda {

void register_emulated_device() {
  register_backend("emulated", [](const std::string& name) {
    return make_device_backend(name, {name, "the CUDA kernels, emulated", true, ""});
  });
}

}  // namespace doodle::cuda
