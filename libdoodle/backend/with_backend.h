#pragma once

#include <memory>
#include <string>

#include "backend/backend.h"
#include "doodle/error.h"

namespace doodle {

/// work(backend) on the device of that name (make_backend()). Where that is `auto` and a GPU has too little
/// memory, once more on the CPU, with the notice added to the result's.
template <class Work>
auto with_backend(const std::string& device, const Work& work) {
  std::unique_ptr<Backend> backend = make_backend(device);
  if (device != "auto" || backend->info().name == "cpu") return work(*backend);
  std::string reason;
  try {
    return work(*backend);
  } catch (const OutOfMemory& error) {
    reason = error.what();
  }
  backend = nullptr;
  auto result = work(*make_backend("cpu"));
  result.notices.insert(result.notices.begin(), "the CPU does the work: " + reason);
  return result;
}

}  // namespace doodle
