#include "launch.h"
#include "runtime.h"

// launch.h on CUDA's runtime: graphs, and numbers that travel while the device works.
namespace doodle::cuda {
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
