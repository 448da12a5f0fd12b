#include "emulation/runtime.h"

#include <atomic>
#include <cstring>
#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "emulation/memory.h"
#include "emulation/stream.h"
#include "launch.h"

// launch.h on the host.
namespace doodle::cuda {
namespace {

using Work = emulation::Stream::Work;

struct Device {
  emulation::Stream stream;
  std::atomic<std::size_t> launches{0}, waits{0}, allocations{0}, replays{0};
};

std::atomic<std::size_t> limit{std::numeric_limits<std::size_t>::max()};
std::atomic<bool> recordings_fail{false};
thread_local int chosen = 0;

/// Never destroyed: tensors may live to the process's end.
Device& device_of(int number) {
  static Device* all = new Device[emulation::kDevices];
  return all[number];
}
Device& current_device() {
  return device_of(chosen);
}

/// What this thread takes down instead of enqueueing it.
struct Recording {
  int device = 0;
  std::vector<Work> works;
  std::vector<std::shared_ptr<void>> memory;
};
thread_local Recording* recording = nullptr;

std::size_t free_now() {
  const std::size_t used = emulation::memory_in_use();
  return limit > used ? limit - used : 0;
}

void enqueue(Work work) {
  if (recording != nullptr)
    recording->works.push_back(std::move(work));
  else
    current_device().stream.enqueue(std::move(work));
}

class EmulatedGraph final : public Graph {
 public:
  explicit EmulatedGraph(Recording taken) : recording_(std::move(taken)) {}
  void launch() override {
    ++current_device().replays;
    for (const Work& work : recording_.works) current_device().stream.enqueue(work);
  }

 private:
  Recording recording_;
};

class EmulatedParcel final : public Parcel {
 public:
  void send(const double* from) override {
    refuse_while_recording();
    sent_ = current_device().stream.enqueue([this, from] { value_ = *from; });
    device_ = &current_device();
  }
  double receive() override {
    device_->stream.finish(sent_);
    return value_;
  }
  ~EmulatedParcel() override {
    if (device_ != nullptr) device_->stream.finish(sent_);
  }

 private:
  Device* device_ = nullptr;
  std::size_t sent_ = 0;
  double value_ = 0;
};

}  // namespace

namespace emulation {

Traffic traffic(int number) {
  const Device& now = device_of(number);
  return {now.launches, now.waits, now.allocations, now.replays};
}

void limit_memory(std::size_t bytes) {
  limit = bytes;
}

void fail_recordings(bool fail) {
  recordings_fail = fail;
}

void launch(const Grid& grid, bool waits, std::function<void()> body) {
  ++current_device().launches;
  enqueue([grid, waits, body = std::move(body), schedule = emulation::schedule()] {
    const Schedule before = emulation::schedule();
    set_schedule(schedule);
    run(grid, waits, body);
    set_schedule(before);
  });
}

}  // namespace emulation

void use_device(int number) {
  if (number < 0 || number >= emulation::kDevices) throw std::logic_error("there is no such device");
  if (recording != nullptr && number != recording->device) throw NotRecordable{};
  chosen = number;
}

int multiprocessors() {
  return 4;
}

bool multiplies_in_groups() {
  return chosen == 0;
}

std::size_t free_memory() {
  current_device().stream.finish();  // memory is freed in the order of the work
  return free_now();
}

std::shared_ptr<void> allocate(std::size_t bytes) {
  ++current_device().allocations;
  if (bytes > free_now() && bytes > free_memory()) {
    refuse_while_recording();
    throw_out_of_memory(bytes, free_memory());
  }
  std::shared_ptr<void> memory = emulation::take_memory(bytes);
  void* const address = memory.get();
  // Nothing may be expected of what is in it: no floats, and no indices.
  current_device().stream.enqueue([address, bytes] { std::memset(address, 0xff, bytes); });
  // The last owner lets go of it in the order of the work, whichever thread that is.
  Device* const mine = &current_device();
  std::shared_ptr<void> owned(
      address, [mine, memory = std::move(memory)](void*) { mine->stream.enqueue([memory] {}); });
  if (recording != nullptr) recording->memory.push_back(owned);
  return owned;
}

void upload_and_wait(const void* host, void* device, std::size_t bytes) {
  refuse_while_recording();
  enqueue([=] { std::memcpy(device, host, bytes); });
  synchronise();
}

void download(const void* device, void* host, std::size_t bytes) {
  refuse_while_recording();
  if (bytes > 0) enqueue([=] { std::memcpy(host, device, bytes); });
  synchronise();
}

void copy(const void* from, void* to, std::size_t bytes) {
  if (bytes == 0) return;
  const char *a = static_cast<const char*>(from), *b = static_cast<const char*>(to);
  if (a < b + bytes && b < a + bytes) throw std::logic_error("a copy onto itself");
  enqueue([=] { std::memcpy(to, from, bytes); });
}

void zero(void* device, std::size_t bytes) {
  if (bytes > 0) enqueue([=] { std::memset(device, 0, bytes); });
}

void synchronise() {
  refuse_while_recording();
  ++current_device().waits;
  current_device().stream.finish();
}

void refuse_while_recording() {
  if (recording != nullptr) throw NotRecordable{};
}

std::unique_ptr<Graph> record(const std::function<void()>& work) {
  refuse_while_recording();
  Recording taken{chosen, {}, {}};
  recording = &taken;
  try {
    work();
  } catch (...) {
    recording = nullptr;
    throw;
  }
  recording = nullptr;
  if (recordings_fail) throw NotRecordable{};
  return std::make_unique<EmulatedGraph>(std::move(taken));
}

std::unique_ptr<Parcel> make_parcel() {
  return std::make_unique<EmulatedParcel>();
}

}  // namespace doodle::cuda
