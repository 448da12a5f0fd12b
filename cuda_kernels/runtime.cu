#include <limits>
#include <mutex>
#include <vector>

#include "doodle/error.h"
#include "launch.h"

// launch.h on CUDA's runtime.
namespace doodle::cuda {
namespace {

constexpr int kMostDevices = 64;

struct Device {
  std::once_flag made;
  cudaStream_t stream = nullptr;
  cudaMemPool_t pool = nullptr;
};

/// The process's devices. Streams stay until it ends: memory may be freed on them to the last.
Device& device_of(int number) {
  static Device devices[kMostDevices];
  return devices[number];
}

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

Chosen& chosen() {
  thread_local Chosen one;
  return one;
}

Device& device() {
  if (chosen().device == nullptr) use_device(0);
  return *chosen().device;
}

/// Its stream; and memory that was freed is kept for what is allocated next, not given back at every wait.
void make_device(int number, Device& device) {
  check_device(cudaStreamCreateWithFlags(&device.stream, cudaStreamNonBlocking), "a stream");
  check_device(cudaDeviceGetDefaultMemPool(&device.pool, number), "the device's memory");
  std::uint64_t all = std::numeric_limits<std::uint64_t>::max();
  check_device(cudaMemPoolSetAttribute(device.pool, cudaMemPoolAttrReleaseThreshold, &all),
               "the device's memory");
}

}  // namespace

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

namespace {

class CudaGraph final : public Graph {
 public:
  CudaGraph(cudaGraph_t graph, Recording recording)
      : memory_(std::move(recording.memory)), stream_(device().stream) {
    const cudaError_t status = cudaGraphInstantiate(&work_, graph, 0);
    cudaGraphDestroy(graph);
    if (status == cudaSuccess) return;
    cudaGetLastError();
    throw NotRecordable{};
  }
  ~CudaGraph() override {
    if (work_ == nullptr) return;
    cudaStreamSynchronize(stream_);  // it may not be destroyed while it runs
    cudaGraphExecDestroy(work_);
  }
  CudaGraph(const CudaGraph&) = delete;
  CudaGraph& operator=(const CudaGraph&) = delete;

  void launch() override { check_device(cudaGraphLaunch(work_, stream_), "a graph"); }

 private:
  cudaGraphExec_t work_ = nullptr;
  std::vector<std::shared_ptr<void>> memory_;
  cudaStream_t stream_;
};

/// A stream that takes down, as long as it lives.
class Capture {
 public:
  Capture() {
    check_device(cudaStreamCreateWithFlags(&recording.stream, cudaStreamNonBlocking), "a stream");
    // Relaxed: what other threads do, and memory taken from the device's own stream, is no part of it.
    if (cudaStreamBeginCapture(recording.stream, cudaStreamCaptureModeRelaxed) != cudaSuccess) {
      cudaGetLastError();
      cudaStreamDestroy(recording.stream);
      throw NotRecordable{};
    }
    chosen().recording = &recording;
  }
  ~Capture() {
    cudaGraph_t graph = end();
    if (graph != nullptr) cudaGraphDestroy(graph);
    cudaStreamDestroy(recording.stream);
    cudaGetLastError();
  }
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  /// What was taken down, which is the caller's; null when nothing is.
  cudaGraph_t end() {
    if (chosen().recording == nullptr) return nullptr;
    chosen().recording = nullptr;
    cudaGraph_t graph = nullptr;
    if (cudaStreamEndCapture(recording.stream, &graph) != cudaSuccess) cudaGetLastError();
    return graph;
  }

  Recording recording;
};

}  // namespace

std::unique_ptr<Graph> record(const std::function<void()>& work) {
  refuse_while_recording();
  device();
  Capture capture;
  work();
  cudaGraph_t graph = capture.end();
  if (graph == nullptr) throw NotRecordable{};
  return std::make_unique<CudaGraph>(graph, std::move(capture.recording));
}

namespace {

/// A double of the host's that does not move, so that the device may write it while the host goes on.
class CudaParcel final : public Parcel {
 public:
  CudaParcel() {
    device();
    check_device(cudaMallocHost(reinterpret_cast<void**>(&value_), sizeof(double)), "memory of the host");
    if (const cudaError_t status = cudaEventCreateWithFlags(&arrived_, cudaEventDisableTiming);
        status != cudaSuccess) {
      cudaFreeHost(value_);
      check_device(status, "an event");
    }
  }
  ~CudaParcel() override {
    cudaEventSynchronize(arrived_);
    cudaEventDestroy(arrived_);
    cudaFreeHost(value_);
  }
  CudaParcel(const CudaParcel&) = delete;
  CudaParcel& operator=(const CudaParcel&) = delete;

  void send(const double* from) override {
    refuse_while_recording();
    check_device(cudaMemcpyAsync(value_, from, sizeof(double), cudaMemcpyDeviceToHost, stream()), "a number");
    check_device(cudaEventRecord(arrived_, stream()), "an event");
  }
  double receive() override {
    check_device(cudaEventSynchronize(arrived_), "the device");
    return *value_;
  }

 private:
  double* value_ = nullptr;
  cudaEvent_t arrived_ = nullptr;
};

}  // namespace

std::unique_ptr<Parcel> make_parcel() {
  return std::make_unique<CudaParcel>();
}

}  // namespace doodle::cuda
