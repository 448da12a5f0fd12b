#pragma once

#include "launch.h"
#include "tensor/tensor.h"

// Sums in double whose order is fixed by the sizes alone, so that every run gives the same bytes.
namespace doodle::cuda {

inline constexpr int kReduceThreads = 256;
inline constexpr std::size_t kReduceBlock = 1024;  ///< terms that a block sums

/// Adds up one number per thread; the sum is thread 0's. `scratch` has a double per thread.
DOODLE_DEVICE double sum_over_block(double value, double* scratch) {
  const int t = thread_index();
  scratch[t] = value;
  barrier();
  for (int half = kReduceThreads / 2; half > 0; half /= 2) {
    if (t < half) scratch[t] += scratch[t + half];
    barrier();
  }
  return scratch[0];
}

/// partial[b] = sum of term(i) over the b-th kReduceBlock of 0 .. count - 1.
template <class Term>
struct PartialSums {
  static constexpr bool waits = true;
  std::size_t count;
  Term term;
  double* partial;
  DOODLE_DEVICE void operator()() const {
    const std::size_t begin = static_cast<std::size_t>(block_index()) * kReduceBlock;
    const std::size_t end = begin + kReduceBlock < count ? begin + kReduceBlock : count;
    double sum = 0;
    for (std::size_t i = begin + static_cast<std::size_t>(thread_index()); i < end; i += kReduceThreads)
      sum += term(i);
    sum = sum_over_block(sum, reinterpret_cast<double*>(shared_memory()));
    if (thread_index() == 0) partial[block_index()] = sum;
  }
};

/// out[j] (+)= scale * the sum of partial[j * count .. ], for block j.
struct FinalSum {
  static constexpr bool waits = true;
  const double* partial;
  std::size_t count;
  double scale;
  bool add;
  double* out;
  DOODLE_DEVICE void operator()() const {
    double sum = 0;
    const double* mine = partial + static_cast<std::size_t>(block_index()) * count;
    for (std::size_t i = static_cast<std::size_t>(thread_index()); i < count; i += kReduceThreads)
      sum += mine[i];
    sum = sum_over_block(sum, reinterpret_cast<double*>(shared_memory()));
    if (thread_index() == 0) out[block_index()] = (add ? out[block_index()] : 0.0) + scale * sum;
  }
};

inline std::size_t reduce_blocks(std::size_t count) {
  return (count + kReduceBlock - 1) / kReduceBlock;
}

/// out[0] += scale * sum of term(i), i = 0 .. count - 1.
template <class Term>
void add_sum(std::size_t count, const Term& term, double scale, double* out) {
  const std::size_t blocks = reduce_blocks(count), shared = kReduceThreads * sizeof(double);
  const auto partial = std::static_pointer_cast<double>(allocate(blocks * sizeof(double)));
  launch({blocks, kReduceThreads, shared}, PartialSums<Term>{count, term, partial.get()});
  launch({1, kReduceThreads, shared}, FinalSum{partial.get(), blocks, scale, true, out});
}

}  // namespace doodle::cuda
