#include <charconv>
#include <map>

#include "backend/backend.h"
#include "backend/cpu/cpu_backend.h"
#include "backend/device_module.h"
#include "base/check.h"

namespace doodle {
namespace {

std::map<std::string, BackendFactory>& registered() {
  static std::map<std::string, BackendFactory> factories;
  return factories;
}

/// N of `cuda:N`; 0 of `cuda`.
int cuda_number(const std::string& device) {
  if (device == "cuda" || device == "gpu") return 0;
  int number = -1;
  const bool named = device.starts_with("cuda:");
  if (named) std::from_chars(device.data() + 5, device.data() + device.size(), number);
  require<UsageError>(number >= 0 && device == fmt::format("cuda:{}", number),
                      "--device is \"{}\"; it must be auto, cpu, cuda or cuda:N", device);
  return number;
}

std::unique_ptr<Backend> make_cuda_backend(int number) {
  std::string reason;
  const DeviceModule* module = cuda_module(reason);
  require<DeviceMissing>(module != nullptr, "device cuda:{} is not available: {}; use --device cpu", number,
                         reason);
  return module->make(number);
}

/// The first GPU that can be used, else the CPU.
std::unique_ptr<Backend> make_automatic_backend() {
  std::string reason;
  if (const DeviceModule* module = cuda_module(reason); module != nullptr) {
    const std::vector<DeviceInfo> devices = module->list();
    for (std::size_t i = 0; i < devices.size(); ++i) {
      if (!devices[i].usable) continue;
      try {
        return module->make(static_cast<int>(i));
      } catch (const DeviceMissing&) {  // another program has it, say
      }
    }
  }
  return cpu::make_cpu_backend();
}

}  // namespace

void register_backend(const std::string& name, BackendFactory factory) {
  registered()[name] = std::move(factory);
}

std::unique_ptr<Backend> make_backend(const std::string& device) {
  if (const auto found = registered().find(device); found != registered().end()) return found->second(device);
  if (device == "auto") return make_automatic_backend();
  if (device == "cpu") return cpu::make_cpu_backend();
  return make_cuda_backend(cuda_number(device));
}

std::vector<DeviceInfo> list_devices() {
  std::vector<DeviceInfo> devices{cpu::make_cpu_backend()->info()};
  std::string reason;
  const DeviceModule* module = cuda_module(reason);
  if (module == nullptr) {
    devices.push_back({"cuda", "CUDA GPU", false, reason});
    return devices;
  }
  for (DeviceInfo& device : module->list()) devices.push_back(std::move(device));
  return devices;
}

}  // namespace doodle
