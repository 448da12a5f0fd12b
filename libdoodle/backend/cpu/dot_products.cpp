#include <algorithm>

#include "backend/cpu/operations.h"
#include "base/check.h"
#include "base/parallel.h"
#include "base/vectorise.h"

namespace doodle::cpu {
namespace {

/// <a, b> over `count` values: eight sums in double, then the rest, then the eight in order.
DOODLE_VECTORISED double block_product(const float* a, const float* b, std::int64_t count) {
  DoubleLanes sums = {};
  std::int64_t i = 0;
  for (; i + double_lane_count <= count; i += double_lane_count) {
    sums += __builtin_convertvector(*reinterpret_cast<const UnalignedHalfLanes*>(a + i), DoubleLanes) *
            __builtin_convertvector(*reinterpret_cast<const UnalignedHalfLanes*>(b + i), DoubleLanes);
  }
  double sum = 0;
  for (; i < count; ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  for (int l = 0; l < double_lane_count; ++l) sum += sums[l];
  return sum;
}

}  // namespace

void dot_products(const std::vector<Tensor<float>>& left, const std::vector<Tensor<float>>& right,
                  Tensor<double>& out) {
  const std::size_t pairs = left.size() * right.size();
  expect(out.size() >= pairs, "dot_products: the output is too small");
  if (pairs == 0) return;
  const std::size_t size = left.front().size();
  const auto same_size = [&](const Tensor<float>& v) { return v.size() == size; };
  expect(std::ranges::all_of(left, same_size) && std::ranges::all_of(right, same_size),
         "dot_products: sizes differ");

  // A block of every vector fits into the second-level cache, so each vector comes from memory once.
  constexpr std::size_t block = 4096;
  const std::size_t blocks = (size + block - 1) / block;
  std::vector<double> partial(blocks * pairs);
  parallel_for(static_cast<std::int64_t>(blocks), [&](std::int64_t b) {
    const std::size_t begin = static_cast<std::size_t>(b) * block;
    const auto count = static_cast<std::int64_t>(std::min(block, size - begin));
    double* product = partial.data() + static_cast<std::size_t>(b) * pairs;
    for (const auto& l : left) {
      for (const auto& r : right) *product++ = block_product(l.data() + begin, r.data() + begin, count);
    }
  });
  std::fill_n(out.data(), pairs, 0.0);
  for (std::size_t i = 0; i < partial.size(); ++i) out.data()[i % pairs] += partial[i];
}

}  // namespace doodle::cpu
