#include "base/expect.h"
#include "kernels/lbfgs.h"
#include "operations.h"
#include "reduce.h"

namespace doodle::cuda {
namespace {

/// Pointers to the vectors of a step.
struct LbfgsPointers {
  explicit LbfgsPointers(const LbfgsVectors& v)
      : size(v.x.size()),
        x(v.x.data()),
        gradient(v.gradient.data()),
        accepted(v.accepted.data()),
        accepted_gradient(v.accepted_gradient.data()),
        basis(v.basis.data()),
        box(v.box) {}

  std::size_t size;
  float* x;
  const float* gradient;
  float *accepted, *accepted_gradient, *basis;
  Box box;
};

struct Judge {
  const double* loss;
  LbfgsState* state;
  DOODLE_DEVICE void operator()() const { lbfgs_judge(*loss, *state); }
};

/// Writes the three new rows of the basis, and partial[pair][block]: their inner products with all rows over
/// a block of elements.
struct Observe {
  static constexpr bool waits = true;
  static constexpr int kPairs = 3 * lbfgs_basis;
  static constexpr int kThreads = 256, kWarps = kThreads / 32;
  static constexpr std::size_t kElements = 4096;  ///< of a block
  LbfgsPointers v;
  const LbfgsState* state;
  std::size_t blocks;
  double* partial;

  DOODLE_DEVICE void operator()() const {
    const std::size_t slot = static_cast<std::size_t>(lbfgs_slot(*state)) * v.size;
    const std::size_t begin = static_cast<std::size_t>(block_index()) * kElements;
    const std::size_t end = begin + kElements < v.size ? begin + kElements : v.size;
    double sums[kPairs] = {};
    for (std::size_t i = begin + static_cast<std::size_t>(thread_index()); i < end; i += kThreads) {
      const LbfgsComponent c = observe(i, slot);
      const double move = static_cast<double>(c.move), change = static_cast<double>(c.change),
                   free = static_cast<double>(c.free_gradient);
      DOODLE_UNROLL for (int j = 0; j < lbfgs_basis; ++j) {
        const double other = static_cast<double>(v.basis[static_cast<std::size_t>(j) * v.size + i]);
        sums[j] += move * other;
        sums[lbfgs_basis + j] += change * other;
        sums[2 * lbfgs_basis + j] += free * other;
      }
    }
    double* const of_warps = reinterpret_cast<double*>(shared_memory());
    DOODLE_UNROLL for (int pair = 0; pair < kPairs; ++pair) {
      const double sum = sum_over_warp(sums[pair]);
      if (lane() == 0) of_warps[warp_index() * kPairs + pair] = sum;
    }
    barrier();
    if (thread_index() >= kPairs) return;
    double sum = 0;
    for (int warp = 0; warp < kWarps; ++warp) sum += of_warps[warp * kPairs + thread_index()];
    partial[static_cast<std::size_t>(thread_index()) * blocks + static_cast<std::size_t>(block_index())] =
        sum;
  }

  DOODLE_DEVICE LbfgsComponent observe(std::size_t i, std::size_t slot) const {
    LbfgsComponent c{v.accepted[i], v.accepted_gradient[i], 0, 0, 0};
    lbfgs_observe(*state, v.box, v.x[i], v.gradient[i], c);
    v.accepted[i] = c.accepted;
    v.accepted_gradient[i] = c.accepted_gradient;
    v.basis[slot + i] = c.move;
    v.basis[slot + lbfgs_memory * v.size + i] = c.change;
    v.basis[lbfgs_gradient * v.size + i] = c.free_gradient;
    return c;
  }
};

struct Direction {
  double size;
  Box box;
  LbfgsState* state;
  DOODLE_DEVICE void operator()() const { lbfgs_direction(size, box, *state); }
};

struct Move {
  LbfgsPointers v;
  const LbfgsState* state;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    double direction = 0;
    for (int j = 0; j < lbfgs_basis; ++j) {
      const double coefficient = state->coefficients[j];
      if (coefficient != 0)
        direction += coefficient * static_cast<double>(v.basis[static_cast<std::size_t>(j) * v.size + i]);
    }
    v.x[i] = lbfgs_move(v.box, v.accepted[i], v.accepted_gradient[i], static_cast<float>(direction));
  }
};

}  // namespace

void lbfgs_step(const LbfgsVectors& vectors, const Tensor<double>& loss, Tensor<LbfgsState>& state) {
  const LbfgsPointers v(vectors);
  expect(vectors.gradient.size() == v.size && vectors.accepted.size() == v.size &&
             vectors.accepted_gradient.size() == v.size && vectors.basis.size() == lbfgs_basis * v.size,
         "lbfgs_step: sizes differ");
  const std::size_t blocks = (v.size + Observe::kElements - 1) / Observe::kElements;
  const auto partial = std::static_pointer_cast<double>(allocate(Observe::kPairs * blocks * sizeof(double)));
  launch({1, 1, 0}, Judge{loss.data(), state.data()});
  launch({blocks, Observe::kThreads, Observe::kWarps * Observe::kPairs * sizeof(double)},
         Observe{v, state.data(), blocks, partial.get()});
  launch({Observe::kPairs, kReduceThreads, kReduceThreads * sizeof(double)},
         FinalSum{partial.get(), blocks, 1, false, &state.data()->products[0][0]});
  launch({1, 1, 0}, Direction{static_cast<double>(v.size), v.box, state.data()});
  for_each(v.size, Move{v, state.data()});
}

}  // namespace doodle::cuda
