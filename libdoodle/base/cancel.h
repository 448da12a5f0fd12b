#pragma once

#include <atomic>
#include <exception>
#include <functional>

namespace doodle {

/// Keeps, while it lives, the question whether to go on, which check_cancelled() asks on this thread. An
/// empty question is always answered with yes. The function must outlive the scope.
class CancelScope {
 public:
  explicit CancelScope(const std::function<bool()>& go_on);
  ~CancelScope();
  CancelScope(const CancelScope&) = delete;
  CancelScope& operator=(const CancelScope&) = delete;

 private:
  const std::function<bool()>* before_;
};

/// Asks the question of this thread's CancelScope. Throws Error (ErrorCode::cancelled) when it is answered
/// with no, and passes on what it throws. Does nothing on a thread without a scope.
void check_cancelled();

/// The same for a parallel region, which exceptions may not leave: the thread with the scope asks, the others
/// learn of the answer. May be used by all threads at once.
class SharedCancel {
 public:
  /// Whether the region should end.
  bool stopped() noexcept {
    if (stopped_) return true;
    try {
      check_cancelled();
    } catch (...) {
      thrown_ = std::current_exception();
      stopped_ = true;
    }
    return stopped_;
  }
  /// After the region: throws what check_cancelled() threw.
  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  std::atomic<bool> stopped_{false};
  std::exception_ptr thrown_;
};

}  // namespace doodle
