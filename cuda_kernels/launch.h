#pragma once

#include <functional>
#include <memory>
#include <string>

#include "device.h"

#if defined(__CUDACC__)
#include <cuda_runtime.h>
#endif

// The only place that starts kernels and moves memory. Work is enqueued in order; synchronise() waits for it.
namespace doodle::cuda {

struct Grid {
  std::size_t blocks = 1;
  int threads = 1;
  std::size_t shared = 0;  ///< bytes of shared memory
};

/// Throws Error (internal) for a failed call, OutOfMemory for memory that is not there. The failure is
/// forgotten, unless the device is lost: the next call starts clean.
void check_device(int status, const char* what);

/// Makes `number` this thread's device: all below works there. A device has one stream for all threads, so
/// work is done in the order in which it was enqueued, whoever enqueued it.
void use_device(int number);

/// Of this thread's device.
int multiprocessors();
/// Whether it does what warp_group.h has.
bool multiplies_in_groups();

/// Memory of the device, freed, in the order of its work, with the last copy of the pointer. Throws
/// OutOfMemory with the amount.
std::shared_ptr<void> allocate(std::size_t bytes);
/// Bytes that could still be had.
std::size_t free_memory();
/// Whole mebibytes with their unit: rounded up what is needed, down what is there.
std::string needed_mebibytes(std::size_t bytes);
std::string free_mebibytes(std::size_t bytes);
/// What allocate() throws when it finds `free` bytes.
[[noreturn]] void throw_out_of_memory(std::size_t bytes, std::size_t free);
/// Copies from the host, which may change its memory afterwards. Small arrays travel as arguments of a
/// kernel, without waiting; for others the host waits.
void upload(const void* host, void* device, std::size_t bytes);
void upload_and_wait(const void* host, void* device, std::size_t bytes);
/// Copies to the host, and waits.
void download(const void* device, void* host, std::size_t bytes);
void copy(const void* from, void* to, std::size_t bytes);
void zero(void* device, std::size_t bytes);
void synchronise();

/// Work that was taken down, to be done again as a whole.
class Graph {
 public:
  virtual ~Graph() = default;
  /// Enqueues all of it on this thread's device.
  virtual void launch() = 0;
};
/// What record() throws where the work cannot be taken down.
struct NotRecordable {};
/// Calls `work` and takes down what it enqueues on this thread's device instead of doing it. Memory that it
/// allocates lives as long as the graph. Throws NotRecordable when it waits for the device or changes to
/// another, and when the device refuses anything; passes on what else `work` throws. Then nothing was
/// enqueued.
std::unique_ptr<Graph> record(const std::function<void()>& work);
/// Throws NotRecordable inside record().
void refuse_while_recording();

/// A number's way to the host while the device goes on.
class Parcel {
 public:
  virtual ~Parcel() = default;
  /// Enqueues a copy of *from, which is the device's; not before the last one was received.
  virtual void send(const double* from) = 0;
  /// The number sent last; waits for it, but not for what was enqueued behind it.
  virtual double receive() = 0;
};
std::unique_ptr<Parcel> make_parcel();

inline constexpr std::size_t kMostArguments = 4096;  ///< bytes of a kernel's arguments (sm_80)
inline constexpr std::size_t kMostBlocks = 0x7fffffff;

/// Whether a kernel's threads wait for each other.
template <class Kernel>
constexpr bool waits_of = requires {
  Kernel::waits;
};

/// Of how many groups of four warps its blocks are, where it is for devices that multiply in groups; else 0.
template <class Kernel>
constexpr int groups_of = 0;
template <class Kernel>
requires requires {
  Kernel::groups;
}
constexpr int groups_of<Kernel> = Kernel::groups;

#if defined(__CUDACC__)

template <class Kernel>
__global__ void run_kernel(const Kernel kernel) {
  kernel();
}
/// One that shares registers out between groups: the compiler must know how many there are.
template <class Kernel>
__global__ void __launch_bounds__(128 * groups_of<Kernel>, 1) run_group_kernel(const Kernel kernel) {
  kernel();
}
template <class Kernel>
constexpr auto entry_of = [] {
  if constexpr (groups_of < Kernel >> 0)
    return run_group_kernel<Kernel>;
  else
    return run_kernel<Kernel>;
}();

/// The stream of this thread's device.
cudaStream_t stream();

template <class Kernel>
void launch(const Grid& grid, const Kernel& kernel) {
  static_assert(sizeof(Kernel) <= kMostArguments);
  if (grid.blocks == 0) return;
  if (grid.blocks > kMostBlocks) check_device(cudaErrorInvalidConfiguration, "a kernel of too many blocks");
  if (grid.shared > (48 << 10)) {
    check_device(cudaFuncSetAttribute(entry_of<Kernel>, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                      static_cast<int>(grid.shared)),
                 "shared memory");
  }
  entry_of<Kernel>
      <<<static_cast<unsigned>(grid.blocks), static_cast<unsigned>(grid.threads), grid.shared, stream()>>>(
          kernel);
  check_device(cudaGetLastError(), "a kernel");
}

#else

template <class Kernel>
void launch(const Grid& grid, const Kernel& kernel) {
  static_assert(sizeof(Kernel) <= kMostArguments);
  emulation::launch({grid.blocks, grid.threads, grid.shared, groups_of<Kernel> > 0}, waits_of<Kernel>,
                    [kernel] { kernel(); });
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
  constexpr int threads = 256;
  launch({(count + threads - 1) / threads, threads, 0}, ForEach<Body>{count, body});
}

}  // namespace doodle::cuda
