#include "base/expect.h"
#include "operations.h"
#include "reduce.h"

namespace doodle::cuda {
namespace {

inline constexpr int kMostVectors = 32;

/// Pointers of a kernel's vectors; the struct is small enough to be a kernel's argument.
struct Vectors {
  const float* data[kMostVectors] = {};
  int count = 0;
};

Vectors pointers(const std::vector<Tensor<float>>& vectors, std::size_t size) {
  expect(vectors.size() <= kMostVectors, "too many vectors at once");
  Vectors result;
  for (const Tensor<float>& vector : vectors) {
    expect(vector.size() == size, "vectors: sizes differ");
    result.data[result.count++] = vector.data();
  }
  return result;
}

/// partial[pair][block] = the inner product of a pair over a block of elements.
struct PartialProducts {
  static constexpr bool waits = true;
  Vectors left, right;
  std::size_t size, blocks;
  double* partial;
  DOODLE_DEVICE void operator()() const {
    const int pairs = left.count * right.count;
    const std::size_t block = static_cast<std::size_t>(block_index()) / static_cast<std::size_t>(pairs);
    const int pair = block_index() % pairs;
    const float* l = left.data[pair / right.count];
    const float* r = right.data[pair % right.count];
    const std::size_t begin = block * kReduceBlock;
    const std::size_t end = begin + kReduceBlock < size ? begin + kReduceBlock : size;
    double sum = 0;
    for (std::size_t i = begin + static_cast<std::size_t>(thread_index()); i < end; i += kReduceThreads)
      sum += static_cast<double>(l[i]) * static_cast<double>(r[i]);
    sum = sum_over_block(sum, reinterpret_cast<double*>(shared_memory()));
    if (thread_index() == 0) partial[static_cast<std::size_t>(pair) * blocks + block] = sum;
  }
};

struct Combine {
  Vectors vectors;
  const double* coefficients;
  float* out;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    double sum = 0;
    for (int v = 0; v < vectors.count; ++v) {
      if (coefficients[v] != 0) sum += coefficients[v] * static_cast<double>(vectors.data[v][i]);
    }
    out[i] = static_cast<float>(sum);
  }
};

struct CopyIfBetter {
  const float* x;
  const double *loss, *lowest;
  float* best;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    if (*loss < *lowest) best[i] = x[i];
  }
};

struct KeepLower {
  const double* loss;
  double* lowest;
  DOODLE_DEVICE void operator()() const {
    if (*loss < *lowest) *lowest = *loss;  // not when the loss is not a number
  }
};

}  // namespace

void dot_products(const std::vector<Tensor<float>>& left, const std::vector<Tensor<float>>& right,
                  Tensor<double>& out) {
  const std::size_t pairs = left.size() * right.size();
  expect(out.size() >= pairs, "dot_products: the output is too small");
  if (pairs == 0) return;
  const std::size_t size = left.front().size(), blocks = reduce_blocks(size),
                    shared = kReduceThreads * sizeof(double);
  const auto partial = std::static_pointer_cast<double>(allocate(pairs * blocks * sizeof(double)));
  launch({pairs * blocks, kReduceThreads, shared},
         PartialProducts{pointers(left, size), pointers(right, size), size, blocks, partial.get()});
  launch({pairs, kReduceThreads, shared}, FinalSum{partial.get(), blocks, 1, false, out.data()});
}

void combine(const std::vector<Tensor<float>>& vectors, const Tensor<double>& coefficients,
             Tensor<float>& out) {
  expect(coefficients.size() >= vectors.size(), "combine: too few coefficients");
  for_each(out.size(), Combine{pointers(vectors, out.size()), coefficients.data(), out.data()});
}

void keep_best(const Tensor<float>& x, const Tensor<double>& loss, Tensor<float>& best,
               Tensor<double>& lowest) {
  expect(x.size() == best.size(), "keep_best: sizes differ");
  for_each(x.size(), CopyIfBetter{x.data(), loss.data(), lowest.data(), best.data()});
  launch({1, 1, 0}, KeepLower{loss.data(), lowest.data()});
}

}  // namespace doodle::cuda
