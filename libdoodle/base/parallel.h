#pragma once

#include <omp.h>

#include <atomic>
#include <cstdint>
#include <exception>
#include <vector>

namespace doodle {

/// Sets the number of threads of the calling thread's parallel loops (and oneDNN's) while it lives; 0 keeps
/// what is set.
class ThreadScope {
 public:
  explicit ThreadScope(int threads) : before_(omp_get_max_threads()) {
    if (threads > 0) omp_set_num_threads(threads);
  }
  ~ThreadScope() { omp_set_num_threads(before_); }
  ThreadScope(const ThreadScope&) = delete;
  ThreadScope& operator=(const ThreadScope&) = delete;

 private:
  int before_;
};

/// Keeps the first exception that a thread throws, for the thread that waits for it: none may leave an OpenMP
/// loop.
class FirstFailure {
 public:
  template <class Work>
  void guard(const Work& work) noexcept {
    try {
      work();
    } catch (...) {
      if (!taken_.test_and_set()) failure_ = std::current_exception();
    }
  }
  /// After the loop.
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::atomic_flag taken_;
  std::exception_ptr failure_;
};

/// Runs body(i) for i in 0..count-1, in any order, on any thread. Iterations must be independent; when one
/// throws the others are done all the same, and the first exception is thrown then. `schedule` is dynamic
/// with one iteration at a time: make an iteration a row or a tile, not a pixel.
template <class Body>
void parallel_for(std::int64_t count, const Body& body) {
  FirstFailure failure;
#pragma omp parallel for schedule(dynamic, 1) if (count > 1)
  for (std::int64_t i = 0; i < count; ++i) failure.guard([&] { body(i); });
  failure.rethrow();
}

/// Sums body(begin, end) over fixed blocks of `block` indices, in order of the blocks, so that the result is
/// the same with any number of threads. body returns a double.
template <class Body>
double parallel_sum(std::int64_t count, std::int64_t block, const Body& body) {
  const std::int64_t blocks = (count + block - 1) / block;
  if (blocks <= 0) return 0;
  std::vector<double> partial(static_cast<std::size_t>(blocks));
  parallel_for(blocks, [&](std::int64_t b) {
    const std::int64_t begin = b * block;
    partial[static_cast<std::size_t>(b)] = body(begin, begin + block < count ? begin + block : count);
  });
  double sum = 0;
  for (double value : partial) sum += value;
  return sum;
}

}  // namespace doodle
