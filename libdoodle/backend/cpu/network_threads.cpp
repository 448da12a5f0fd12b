#include "backend/cpu/network_threads.h"

#include <dnnl.hpp>

#include "base/check.h"

namespace doodle::cpu {

void rethrow(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const dnnl::error& error) {
    if (error.status == dnnl_out_of_memory)
      throw OutOfMemory("out of memory in a network layer; try a smaller --output-size");
    throw Error(ErrorCode::internal, fmt::format("internal error: oneDNN: {} (status {})", error.what(),
                                                 static_cast<int>(error.status)));
  }
}

}  // namespace doodle::cpu
