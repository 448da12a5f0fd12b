#pragma once

#include <algorithm>
#include <exception>

#include "base/parallel.h"

namespace doodle::cpu {

/// oneDNN chooses algorithms and block sizes, and so the order of its sums, by the number of threads there
/// are when a primitive is made. So that a picture does not depend on the machine's threads, primitives are
/// always made for this number; more threads than this do not run them.
inline constexpr int primitive_threads = 16;

/// Throws it again; an error of oneDNN as OutOfMemory or an internal Error.
[[noreturn]] void rethrow(const std::exception_ptr& thrown);

/// Runs body() where oneDNN sees `visible` threads, but no parallel region gets more than `most`, not even
/// one that asks for more, as primitives made for more threads do. Passes on what body() throws, through
/// rethrow().
template <class Body>
void run_limited(int visible, int most, const Body& body) {
  const ThreadScope scope(visible);
  std::exception_ptr thrown;  // exceptions may not leave an OpenMP region
#pragma omp teams num_teams(1) thread_limit(most)
  {
    try {
      body();
    } catch (...) {
      thrown = std::current_exception();
    }
  }
  if (thrown) rethrow(thrown);
}

/// Makes primitives: body() sees primitive_threads.
template <class Body>
void make_primitives(const Body& body) {
  run_limited(primitive_threads, omp_get_max_threads(), body);
}

/// Runs primitives made in make_primitives(), on the calling thread's number of threads.
template <class Body>
void run_primitives(const Body& body) {
  const int threads = std::min(omp_get_max_threads(), primitive_threads);
  run_limited(threads, threads, body);
}

}  // namespace doodle::cpu
