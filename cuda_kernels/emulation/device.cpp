#include "emulation/device.h"

#include <utility>

#include "cuda_backend.h"

namespace doodle::cuda {

void register_emulated_device() {
  for (const auto& [name, device] : {std::pair{"emulated", 0}, {"emulated:1", 1}}) {
    register_backend(name, [device = device](const std::string& asked) {
      return make_device_backend(device, {asked, "the CUDA kernels, emulated", true, ""});
    });
  }
}

}  // namespace doodle::cuda
