#include "emulation/runtime.h"

#include <atomic>
#include <cstring>
#include <limits>
#include <memory>
#include <stdexcept>

#include "launch.h"

// launch.h on the host's memory.
namespace doodle::cuda {
namespace {

struct Counters {
  std::atomic<std::size_t> launches, waits, allocations;
};

thread_local int chosen = 0;
std::atomic<std::size_t> used{0}, limit{std::numeric_limits<std::size_t>::max()};

Counters& counters(int device) {
  static Counters all[emulation::kDevices];
  return all[device];
}

}  // namespace

namespace emulation {

Traffic traffic(int device) {
  const Counters& now = counters(device);
  return {now.launches, now.waits, now.allocations};
}

void limit_memory(std::size_t bytes) {
  limit = bytes;
}

void count_launch() {
  ++counters(chosen).launches;
}

}  // namespace emulation

void use_device(int number) {
  if (number < 0 || number >= emulation::kDevices) throw std::logic_error("there is no such device");
  chosen = number;
}

std::shared_ptr<void> allocate(std::size_t bytes) {
  ++counters(chosen).allocations;
  const std::size_t before = used, free = limit > before ? limit - before : 0;
  if (bytes > free) throw_out_of_memory(bytes, free);
  used += bytes;
  // Exactly as large as asked for: sanitisers see what a kernel touches beyond.
  return {::operator new (bytes == 0 ? 1 : bytes, std::align_val_t{64}), [bytes](void* memory) {
            used -= bytes;
            ::operator delete (memory, std::align_val_t{64});
          }};
}

void upload_and_wait(const void* host, void* device, std::size_t bytes) {
  ++counters(chosen).waits;
  std::memcpy(device, host, bytes);
}
void download(const void* device, void* host, std::size_t bytes) {
  ++counters(chosen).waits;
  if (bytes > 0) std::memcpy(host, device, bytes);
}
void copy(const void* from, void* to, std::size_t bytes) {
  if (bytes > 0) std::memmove(to, from, bytes);
}
void zero(void* device, std::size_t bytes) {
  if (bytes > 0) std::memset(device, 0, bytes);
}
void synchronise() {
  ++counters(chosen).waits;
}

}  // namespace doodle::cuda
