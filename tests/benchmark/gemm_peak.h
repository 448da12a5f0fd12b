#pragma once

#include <benchmark/benchmark.h>
#include <dnnl.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

namespace doodle {

/// A product of n x depth and depth x n fp32 matrices by oneDNN.
class MatrixProduct {
 public:
  MatrixProduct(std::int64_t n, std::int64_t depth)
      : n_(n),
        depth_(depth),
        a_(static_cast<std::size_t>(n * depth), 0.5f),
        b_(a_),
        c_(static_cast<std::size_t>(n * n)) {}
  void run() {
    dnnl_sgemm('N', 'T', n_, n_, depth_, 1, a_.data(), depth_, b_.data(), depth_, 0, c_.data(), n_);
    benchmark::DoNotOptimize(c_.data());
  }
  double flops() const { return 2.0 * static_cast<double>(n_ * n_ * depth_); }

 private:
  std::int64_t n_, depth_;
  std::vector<float> a_, b_, c_;
};

/// What such a product reaches on this machine now, in FLOP/s: the best of a few, once per program.
inline double gemm_peak() {
  static const double peak = [] {
    MatrixProduct product(2048, 1024);
    double best = 0;
    for (int i = 0; i < 12; ++i) {
      const auto start = std::chrono::steady_clock::now();
      product.run();
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
      best = std::max(best, product.flops() / seconds.count());
    }
    return best;
  }();
  return peak;
}

/// Counters of an operation of so many multiplications and additions: GFLOP/s, and its share of gemm_peak().
inline void count_flops(benchmark::State& state, double flops) {
  const auto rate = [](double value) {
    return benchmark::Counter(value, benchmark::Counter::kIsIterationInvariantRate,
                              benchmark::Counter::kIs1000);
  };
  state.counters["GFLOP/s"] = rate(flops * 1e-9);
  state.counters["of_GEMM"] = rate(flops / gemm_peak());
}

}  // namespace doodle
