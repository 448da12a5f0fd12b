#pragma once

#include <cuda_runtime.h>

#include <memory>
#include <mutex>
#include <vector>

// What the files of launch.h on CUDA's runtime share.
namespace doodle::cuda {

struct Device {
  std::once_flag made;
  cudaStream_t stream = nullptr;
  cudaMemPool_t pool = nullptr;
  int multiprocessors = 0;
  int capability = 0;  ///< ten times the major number, and the minor
};

/// What this thread takes down: a stream of its own, since others work on the device's meanwhile, and the
/// memory that the work was given.
struct Recording {
  cudaStream_t stream = nullptr;
  std::vector<std::shared_ptr<void>> memory;
};

struct Chosen {
  int number = -1;
  Device* device = nullptr;
  Recording* recording = nullptr;
};

/// What this thread works on, and whether it takes down what it enqueues.
Chosen& chosen();
/// The device of this thread: the first, if it has chosen none.
Device& device();

}  // namespace doodle::cuda
