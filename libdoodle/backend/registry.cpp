#include "backend/backend.h"
#include "backend/cpu/cpu_backend.h"
#include "base/check.h"

namespace doodle {

std::unique_ptr<Backend> make_backend(const std::string& device) {
  if (device == "auto" || device == "cpu") return cpu::make_cpu_backend();
  const bool cuda = device == "cuda" || device == "gpu" || device.starts_with("cuda:");
  require<UsageError>(cuda, "--device is \"{}\"; it must be auto, cpu, cuda or cuda:N", device);
  throw DeviceMissing(fmt::format("device {} is not available: this build has no CUDA module; use --device cpu", device));
}

std::vector<DeviceInfo> list_devices() {
  return {cpu::make_cpu_backend()->info(), {"cuda", "CUDA GPU", false, "this build has no CUDA module"}};
}

}  // namespace doodle
