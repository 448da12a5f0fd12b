#include <limits>

#include "doodle/error.h"
#include "launch.h"
#include "runtime.h"

// launch.h on CUDA's runtime: devices, memory, waiting.
namespace doodle::cuda {
namespace {

constexpr int kMostDevices = 64;

/// The process's devices. Streams stay until it ends: memory may be freed on them to the last.
Device& device_of(int number) {
  static Device devices[kMostDevices];
  return devices[number];
}

/// Its stream; and memory that was freed is kept for what is allocated next, not given back at every wait.
void make_device(int number, Device& device) {
  check_device(cudaStreamCreateWithFlags(&device.stream, cudaStreamNonBlocking), "a stream");
  check_device(cudaDeviceGetDefaultMemPool(&device.pool, number), "the device's memory");
  check_device(cudaDeviceGetAttribute(&device.multiprocessors, cudaDevAttrMultiProcessorCount, number),
               "the device's multiprocessors");
  int major = 0, minor = 0;
  check_device(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, number), "the device");
  check_device(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, number), "the device");
  device.capability = 10 * major + minor;
  std::uint64_t all = std::numeric_limits<std::uint64_t>::max();
  check_device(cudaMemPoolSetAttribute(device.pool, cudaMemPoolAttrReleaseThreshold, &all),
               "the device's memory");
}

}  // namespace

Chosen& chosen() {
  thread_local Chosen one;
  return one;
}

Device& device() {
  if (chosen().device == nullptr) use_device(0);
  return *chosen().device;
}

void check_device(int status, const char* what) {
  const auto code = static_cast<cudaError_t>(status);
  if (code == cudaSuccess) return;
  cudaGetLastError();        // or the next launch would report it again
  refuse_while_recording();  // whatever it is: done without a graph it shows again, or does not
  if (code == cudaErrorMemoryAllocation)
    throw OutOfMemory("out of memory on the GPU; try a smaller --output-size, or --device cpu");
  throw Error(ErrorCode::internal, std::string("CUDA: ") + what + ": " + cudaGetErrorString(code));
}

void use_device(int number) {
  if (number < 0 || number >= kMostDevices) check_device(cudaErrorInvalidDevice, "the device's number");
  Chosen& mine = chosen();
  if (mine.recording != nullptr && mine.number != number) throw NotRecordable{};
  check_device(cudaSetDevice(number), "the device");
  if (mine.number == number) return;
  Device& device = device_of(number);
  std::call_once(device.made, make_device, number, std::ref(device));
  mine.number = number;
  mine.device = &device;
}

cudaStream_t stream() {
  Device& mine = device();
  return chosen().recording != nullptr ? chosen().recording->stream : mine.stream;
}

int multiprocessors() {
  return device().multiprocessors;
}

bool multiplies_in_groups() {
#if defined(DOODLE_WARP_GROUPS)  // the module has code for sm_90a, the only one that does
  return device().capability == 90;
#else
  return false;
#endif
}

std::shared_ptr<void> allocate(std::size_t bytes) {
  void* memory = nullptr;
  const Device& mine = device();
  const std::size_t size = bytes == 0 ? 1 : bytes;
  cudaError_t status = cudaMallocAsync(&memory, size, mine.stream);
  if (status == cudaErrorMemoryAllocation) {
    // What the pool keeps may be in pieces that are too small: give all of it back, and ask again.
    cudaGetLastError();
    cudaStreamSynchronize(mine.stream);
    cudaMemPoolTrimTo(mine.pool, 0);
    status = cudaMallocAsync(&memory, size, mine.stream);
  }
  if (status == cudaErrorMemoryAllocation) {
    cudaGetLastError();
    refuse_while_recording();
    throw_out_of_memory(bytes, free_memory());
  }
  check_device(status, "memory");
  // In the order of the work, whichever thread lets go of it.
  std::shared_ptr<void> owned(memory, [stream = mine.stream](void* used) { cudaFreeAsync(used, stream); });
  if (chosen().recording != nullptr) chosen().recording->memory.push_back(owned);
  return owned;
}

/// Those of the device, and those that the pool keeps.
std::size_t free_memory() {
  std::size_t free = 0, all = 0;
  std::uint64_t kept = 0, used = 0;
  const Device& mine = device();
  cudaStreamSynchronize(mine.stream);  // what was freed is free when the work before is done
  cudaMemGetInfo(&free, &all);
  cudaMemPoolGetAttribute(mine.pool, cudaMemPoolAttrReservedMemCurrent, &kept);
  cudaMemPoolGetAttribute(mine.pool, cudaMemPoolAttrUsedMemCurrent, &used);
  cudaGetLastError();  // a figure that could not be had is no reason for the next launch to fail
  return free + static_cast<std::size_t>(kept - used);
}

void upload_and_wait(const void* host, void* to, std::size_t bytes) {
  refuse_while_recording();
  check_device(cudaMemcpyAsync(to, host, bytes, cudaMemcpyHostToDevice, stream()), "an upload");
  synchronise();
}

void download(const void* from, void* host, std::size_t bytes) {
  refuse_while_recording();
  if (bytes > 0)
    check_device(cudaMemcpyAsync(host, from, bytes, cudaMemcpyDeviceToHost, stream()), "a download");
  synchronise();
}

void copy(const void* from, void* to, std::size_t bytes) {
  if (bytes > 0) check_device(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream()), "a copy");
}

void zero(void* memory, std::size_t bytes) {
  if (bytes > 0) check_device(cudaMemsetAsync(memory, 0, bytes, stream()), "zeros");
}

void synchronise() {
  refuse_while_recording();
  check_device(cudaStreamSynchronize(stream()), "the device");
}

void refuse_while_recording() {
  if (chosen().recording != nullptr) throw NotRecordable{};
}

}  // namespace doodle::cuda
