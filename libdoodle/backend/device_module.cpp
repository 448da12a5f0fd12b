#include "backend/device_module.h"

#include <dlfcn.h>
#include <link.h>

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
  link_map* map = nullptr;
  const void* here = reinterpret_cast<const void*>(&cuda_module);
  if (dladdr1(here, &info, reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) == 0) return {};
  // A program's entry has no name, and `info` the word it was called by, which is no path when $PATH was
  // searched.
  const char* file = *map->l_name == '\0' ? "/proc/self/exe" : map->l_name;
  std::error_code error;
  return std::filesystem::canonical(file, error).parent_path();
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
  if (path.empty())
    return {nullptr, "there is no doodle_cuda.so, the CUDA module: it is built where nvcc is"};
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
