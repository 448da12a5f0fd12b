#include "emulation/stream.h"

#include <utility>

#include "emulation/memory.h"

namespace doodle::cuda::emulation {

std::size_t Stream::enqueue(Work work) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(work));
  return done_ + waiting_.size();
}

void Stream::finish(std::size_t count) {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty() || done_ >= count) return;
  const MemoryScope memory;
  while (!waiting_.empty() && done_ < count) {
    const Work work = std::move(waiting_.front());
    waiting_.pop_front();
    ++done_;
    work();
  }
}

}  // namespace doodle::cuda::emulation
