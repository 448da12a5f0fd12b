#pragma once

#include <memory>
#include <string>

#include "device.h"

#if defined(__CUDACC__)
#include <cuda_runtime.h>
#endif

// The only place that starts kernels and moves memory. Work is enqueued in order; synchronise() waits for it.
namespace doodle::cuda {

struct Grid {
  int blocks = 1;
  int threads = 1;
  std::size_t shared = 0;  ///< bytes of shared memory
};

/// Throws Error (internal) for a failed call, OutOfMemory for memory that is not there.
void check_device(int status, const char* what);

/// Memory of the device, freed with the last copy of the pointer. Throws OutOfMemory with the amount.
std::shared_ptr<void> allocate(std::size_t bytes);
void upload(const void* host, void* device, std::size_t bytes);
void download(const void* device, void* host, std::size_t bytes);
void copy(const void* from, void* to, std::size_t bytes);
void zero(void* device, std::size_t bytes);
void synchronise();

/// Whether a kernel's threads wait for each other.
template <class Kernel>
constexpr bool waits_of = requires {
  Kernel::waits;
};

#if defined(__CUDACC__)

template <class Kernel>
__global__ void run_kernel(const Kernel kernel) {
  kernel();
}

template <class Kernel>
void launch(const Grid& grid, const Kernel& kernel) {
  if (grid.blocks <= 0) return;
  if (grid.shared > (48 << 10)) {
    check_device(cudaFuncSetAttribute(run_kernel<Kernel>, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                      static_cast<int>(grid.shared)),
                 "shared memory");
  }
  run_kernel<Kernel><<<grid.blocks, grid.threads, grid.shared, cudaStreamPerThread>>>(kernel);
  check_device(cudaGetLastError(), "a kernel");
}

#else

template <class Kernel>
void launch(const Grid& grid, const Kernel& kernel) {
  emulation::run({grid.blocks, grid.threads, grid.shared}, waits_of<Kernel>, [&] { kernel(); });
}

#endif

/// body(i) for i = 0 .. count - 1, in any order. `Body` has `DOODLE_DEVICE void operator()(std::size_t)
/// const`.
template <class Body>
struct ForEach {
  std::size_t count;
  Body body;
  DOODLE_DEVICE void operator()() const {
    const std::size_t i = static_cast<std::size_t>(block_index()) * static_cast<std::size_t>(threads()) +
                          static_cast<std::size_t>(thread_index());
    if (i < count) body(i);
  }
};

template <class Body>
void for_each(std::size_t count, const Body& body) {
  constexpr std::size_t threads = 256;
  launch({static_cast<int>((count + threads - 1) / threads), static_cast<int>(threads), 0},
         ForEach<Body>{count, body});
}

}  // namespace doodle::cuda
