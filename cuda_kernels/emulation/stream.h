#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>

namespace doodle::cuda::emulation {

/// A device's work: what is enqueued is done when somebody waits for it, not before. So the host sees stale
/// memory where it does not wait, and a copy from memory that has been changed or freed meanwhile goes wrong
/// as it would with a GPU.
class Stream {
 public:
  using Work = std::function<void()>;

  /// The number of works enqueued so far, this one included.
  std::size_t enqueue(Work work);
  /// Does the first `count` works that were ever enqueued, as far as they are not done; by default all.
  void finish(std::size_t count = static_cast<std::size_t>(-1));

 private:
  std::recursive_mutex mutex_;  ///< work may free memory, which is enqueued
  std::deque<Work> waiting_;
  std::size_t done_ = 0;
};

}  // namespace doodle::cuda::emulation
