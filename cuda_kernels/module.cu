#include <cuda_runtime.h>

#include <string>

#include "backend/device_module.h"
#include "cuda_backend.h"
#include "doodle/error.h"
#include "launch.h"

// The module's entry point, and what CUDA's runtime says of the machine.
namespace doodle::cuda {
namespace {

constexpr int kOldest = 80;  ///< compute capability that the kernels are compiled for, at least

std::string version(int number) {
  return std::to_string(number / 1000) + "." + std::to_string(number % 1000 / 10);
}

DeviceInfo describe(int device) {
  DeviceInfo info{"cuda:" + std::to_string(device), "CUDA GPU", false, ""};
  cudaDeviceProp properties{};
  if (const cudaError_t status = cudaGetDeviceProperties(&properties, device); status != cudaSuccess) {
    info.reason = cudaGetErrorString(status);
    return info;
  }
  int driver = 0;
  cudaDriverGetVersion(&driver);
  info.description = std::string(properties.name) + ", " + std::to_string(properties.totalGlobalMem >> 30) +
                     " GiB, driver for CUDA " + version(driver);
  int pools = 0;
  cudaDeviceGetAttribute(&pools, cudaDevAttrMemoryPoolsSupported, device);
  if (properties.major * 10 + properties.minor < kOldest)
    info.reason = "its compute capability, " + std::to_string(properties.major) + "." +
                  std::to_string(properties.minor) + ", is below 8.0";
  else if (pools == 0)
    info.reason = "its driver has no memory pools";
  info.usable = info.reason.empty();
  return info;
}

/// Why there is no device at all.
std::string absence(cudaError_t status) {
  int driver = 0;
  if (cudaDriverGetVersion(&driver) == cudaSuccess && driver == 0) return "no NVIDIA driver is installed";
  if (status == cudaErrorInsufficientDriver)
    return "the driver is for CUDA " + version(driver) + ", older than the module's " +
           version(CUDART_VERSION);
  return status == cudaSuccess ? "there is no GPU" : cudaGetErrorString(status);
}

std::vector<DeviceInfo> list() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status != cudaSuccess || count == 0) return {{"cuda", "CUDA GPU", false, absence(status)}};
  std::vector<DeviceInfo> devices;
  for (int device = 0; device < count; ++device) devices.push_back(describe(device));
  return devices;
}

[[noreturn]] void throw_missing(const std::string& name, const std::string& reason) {
  throw DeviceMissing("device " + name + " is not available" + (reason.empty() ? "" : ": " + reason) +
                      "; use --device cpu");
}

std::unique_ptr<Backend> make(int device) {
  const std::vector<DeviceInfo> devices = list();
  const std::string name = "cuda:" + std::to_string(device);
  for (const DeviceInfo& info : devices) {
    if (info.name != name) continue;
    if (!info.usable) throw_missing(name, info.reason);
    // The first use makes a context: a device in exclusive use, or a driver that does not fit, shows here.
    if (cudaError_t status = cudaSetDevice(device);
        status != cudaSuccess || (status = cudaFree(nullptr)) != 0)
      throw_missing(name, cudaGetErrorString(status));
    cudaGetLastError();  // what a device did not answer above is not the first kernel's error
    use_device(device);
    return make_device_backend(device, info);
  }
  const std::string& reason = devices.front().reason;
  const std::string others = std::to_string(devices.size()) + (devices.size() == 1 ? " GPU" : " GPUs");
  throw_missing(name, devices.front().name == "cuda" ? reason : "there are " + others + ", numbered from 0");
}

const DeviceModule kModule{device_module_build, list, make};

}  // namespace
}  // namespace doodle::cuda

extern "C" __attribute__((visibility("default"))) const doodle::DeviceModule* doodle_device_module() {
  return &doodle::cuda::kModule;
}
