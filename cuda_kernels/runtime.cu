#include "doodle/error.h"
#include "launch.h"

// launch.h on CUDA's runtime. Every thread of the host has a stream of its own.
namespace doodle::cuda {

void check_device(int status, const char* what) {
  const auto code = static_cast<cudaError_t>(status);
  if (code == cudaSuccess) return;
  if (code == cudaErrorMemoryAllocation)
    throw OutOfMemory("out of memory on the GPU; try a smaller --output-size, or --device cpu");
  throw Error(ErrorCode::internal, std::string("CUDA: ") + what + ": " + cudaGetErrorString(code));
}

std::shared_ptr<void> allocate(std::size_t bytes) {
  void* memory = nullptr;
  const cudaError_t status = cudaMallocAsync(&memory, bytes == 0 ? 1 : bytes, cudaStreamPerThread);
  if (status == cudaErrorMemoryAllocation)
    throw OutOfMemory("out of memory on the GPU: " + std::to_string(bytes >> 20) +
                      " MB more are needed; try a smaller --output-size, or --device cpu");
  check_device(status, "memory");
  return {memory, [](void* used) { cudaFreeAsync(used, cudaStreamPerThread); }};
}

void upload(const void* host, void* device, std::size_t bytes) {
  check_device(cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, cudaStreamPerThread),
               "an upload");
  synchronise();  // the caller may change what it gave
}

void download(const void* device, void* host, std::size_t bytes) {
  check_device(cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost, cudaStreamPerThread),
               "a download");
  synchronise();
}

void copy(const void* from, void* to, std::size_t bytes) {
  check_device(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, cudaStreamPerThread), "a copy");
}

void zero(void* device, std::size_t bytes) {
  check_device(cudaMemsetAsync(device, 0, bytes, cudaStreamPerThread), "zeros");
}

void synchronise() {
  check_device(cudaStreamSynchronize(cudaStreamPerThread), "the device");
}

}  // namespace doodle::cuda
