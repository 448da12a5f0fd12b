#pragma once

#include <cstddef>

/// What tests may ask of launch.h on the emulation.
namespace doodle::cuda::emulation {

/// Calls so far of one device, by all threads of the process.
struct Traffic {
  std::size_t launches = 0;  ///< kernels enqueued or taken down, one by one
  std::size_t waits = 0;     ///< of the host for the device: synchronise(), downloads, large uploads
  std::size_t allocations = 0;
  std::size_t replays = 0;  ///< of graphs
};
inline constexpr int kDevices = 2;
Traffic traffic(int device);

/// Bytes that allocate() hands out at once, of all devices; no limit at first.
void limit_memory(std::size_t bytes);

/// Makes record() fail at its end, as a driver might, or no longer.
void fail_recordings(bool fail);

}  // namespace doodle::cuda::emulation
