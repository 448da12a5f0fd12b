#include <limits>
#include <mutex>

#include "doodle/error.h"
#include "launch.h"

// launch.h on CUDA's runtime.
namespace doodle::cuda {
namespace {

constexpr int kMostDevices = 64;

struct Device {
  std::once_flag made;
  cudaStream_t stream = nullptr;
};

/// The process's devices. Streams stay until it ends: memory may be freed on them to the last.
Device& device_of(int number) {
  static Device devices[kMostDevices];
  return devices[number];
}

struct Chosen {
  int number = -1;
  cudaStream_t stream = nullptr;
};

Chosen& chosen() {
  thread_local Chosen one;
  return one;
}

/// Its stream; and memory that was freed is kept for what is allocated next, not given back at every wait.
void make_device(int number, Device& device) {
  check_device(cudaStreamCreateWithFlags(&device.stream, cudaStreamNonBlocking), "a stream");
  cudaMemPool_t pool = nullptr;
  check_device(cudaDeviceGetDefaultMemPool(&pool, number), "the device's memory");
  std::uint64_t all = std::numeric_limits<std::uint64_t>::max();
  check_device(cudaMemPoolSetAttribute(pool, cudaMemPoolAttrReleaseThreshold, &all), "the device's memory");
}

}  // namespace

void check_device(int status, const char* what) {
  const auto code = static_cast<cudaError_t>(status);
  if (code == cudaSuccess) return;
  cudaGetLastError();  // or the next launch would report it again
  if (code == cudaErrorMemoryAllocation)
    throw OutOfMemory("out of memory on the GPU; try a smaller --output-size, or --device cpu");
  throw Error(ErrorCode::internal, std::string("CUDA: ") + what + ": " + cudaGetErrorString(code));
}

void use_device(int number) {
  if (number < 0 || number >= kMostDevices) check_device(cudaErrorInvalidDevice, "the device's number");
  check_device(cudaSetDevice(number), "the device");
  if (chosen().number == number) return;
  Device& device = device_of(number);
  std::call_once(device.made, make_device, number, std::ref(device));
  chosen() = {number, device.stream};
}

cudaStream_t stream() {
  if (chosen().number < 0) use_device(0);
  return chosen().stream;
}

std::shared_ptr<void> allocate(std::size_t bytes) {
  void* memory = nullptr;
  const cudaStream_t mine = stream();
  const cudaError_t status = cudaMallocAsync(&memory, bytes == 0 ? 1 : bytes, mine);
  if (status == cudaErrorMemoryAllocation) {
    cudaGetLastError();
    std::size_t free = 0, all = 0;
    cudaMemGetInfo(&free, &all);
    throw_out_of_memory(bytes, free);
  }
  check_device(status, "memory");
  // In the order of the work, whichever thread lets go of it.
  return {memory, [mine](void* used) { cudaFreeAsync(used, mine); }};
}

void upload_and_wait(const void* host, void* device, std::size_t bytes) {
  check_device(cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, stream()), "an upload");
  synchronise();
}

void download(const void* device, void* host, std::size_t bytes) {
  check_device(cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost, stream()), "a download");
  synchronise();
}

void copy(const void* from, void* to, std::size_t bytes) {
  check_device(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, stream()), "a copy");
}

void zero(void* device, std::size_t bytes) {
  check_device(cudaMemsetAsync(device, 0, bytes, stream()), "zeros");
}

void synchronise() {
  check_device(cudaStreamSynchronize(stream()), "the device");
}

}  // namespace doodle::cuda
