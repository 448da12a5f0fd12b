#include <algorithm>
#include <array>

#include "backend/cpu/operations.h"
#include "base/check.h"
#include "base/parallel.h"
#include "base/vectorise.h"

namespace doodle::cpu {
namespace {

DOODLE_VECTORISED void add_scaled(const float* vector, double coefficient, std::size_t count, double* sums) {
  for (std::size_t i = 0; i < count; ++i) sums[i] += coefficient * static_cast<double>(vector[i]);
}

}  // namespace

void combine(const std::vector<Tensor<float>>& vectors, const Tensor<double>& coefficients,
             Tensor<float>& out) {
  const std::size_t size = out.size();
  expect(coefficients.size() >= vectors.size(), "combine: too few coefficients");
  expect(std::ranges::all_of(vectors, [&](const Tensor<float>& v) { return v.size() == size; }),
         "combine: sizes differ");
  constexpr std::size_t block = 1024;
  parallel_for(static_cast<std::int64_t>((size + block - 1) / block), [&](std::int64_t b) {
    const std::size_t begin = static_cast<std::size_t>(b) * block, count = std::min(block, size - begin);
    std::array<double, block> sums{};
    for (std::size_t v = 0; v < vectors.size(); ++v) {
      const double coefficient = coefficients.data()[v];
      if (coefficient != 0) add_scaled(vectors[v].data() + begin, coefficient, count, sums.data());
    }
    for (std::size_t i = 0; i < count; ++i) out.data()[begin + i] = static_cast<float>(sums[i]);
  });
}

}  // namespace doodle::cpu
