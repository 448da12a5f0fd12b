#include "backend/device_module.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <mutex>

namespace doodle {
namespace {

constexpr const char* kFile = "doodle_cuda.so";

struct Loaded {
  const DeviceModule* module = nullptr;
  std::string reason;
};

/// The folder of the program or shared library that holds this code.
std::filesystem::path own_folder() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&cuda_module), &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code error;
  return std::filesystem::canonical(info.dli_fname, error).parent_path();
}

std::filesystem::path find_module() {
  const char* named = std::getenv("DOODLE_MODULES");
  for (const std::filesystem::path& folder :
       {std::filesystem::path(named != nullptr ? named : ""), own_folder()}) {
    std::error_code error;
    if (!folder.empty() && std::filesystem::exists(folder / kFile, error)) return folder / kFile;
  }
  return {};
}

Loaded load() {
  const std::filesystem::path path = find_module();
  if (path.empty()) return {nullptr, "the CUDA module, doodle_cuda.so, is not beside the program"};
  void* library =
      dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);  // never closed: CUDA's runtime does not bear it
  if (library == nullptr) return {nullptr, dlerror()};
  const auto entry = reinterpret_cast<DeviceModuleEntry>(dlsym(library, "doodle_device_module"));
  if (entry == nullptr) return {nullptr, path.string() + " is not a module of this program"};
  const DeviceModule* module = entry();
  if (std::string(module->build) != device_module_build)
    return {nullptr, path.string() + " is of another build (" + module->build + ")"};
  return {module, {}};
}

}  // namespace

const DeviceModule* cuda_module(std::string& reason) {
  static const Loaded loaded = load();
  reason = loaded.reason;
  return loaded.module;
}

}  // namespace doodle
