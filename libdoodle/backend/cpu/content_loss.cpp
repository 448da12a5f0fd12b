#include "backend/cpu/operations.h"
#include "base/check.h"
#include "base/parallel.h"
#include "base/vectorise.h"
#include "kernels/squared_difference.h"

namespace doodle::cpu {
namespace {

/// gradient += scale * (f - t) over `count` values; returns the sum of (f - t)^2.
DOODLE_VECTORISED double block_loss(const float* features, const float* target, std::int64_t count,
                                    float scale, float* gradient) {
  Lanes square = {};
  std::int64_t i = 0;
  for (; i + lane_count <= count; i += lane_count) {
    Lanes difference = {};
    const Lanes value = *reinterpret_cast<const UnalignedLanes*>(features + i);
    const Lanes wanted = *reinterpret_cast<const UnalignedLanes*>(target + i);
    add_squared_difference(value, wanted, difference, square);
    *reinterpret_cast<UnalignedLanes*>(gradient + i) += scale * difference;
  }
  double sum = 0;
  for (int l = 0; l < lane_count; ++l) sum += static_cast<double>(square[l]);
  for (; i < count; ++i) {
    float difference = 0, rest = 0;
    add_squared_difference(features[i], target[i], difference, rest);
    gradient[i] += scale * difference;
    sum += static_cast<double>(rest);
  }
  return sum;
}

}  // namespace

void content_loss(const Tensor<float>& features, const Tensor<float>& target, double weight, LossOutput out) {
  expect(
      features.size() > 0 && features.shape() == target.shape() && features.shape() == out.gradient.shape(),
      "content_loss: shapes do not fit");
  constexpr std::int64_t block = 4096;
  const double mean = weight / static_cast<double>(features.size());
  const auto scale = static_cast<float>(2 * mean);
  const double sum = parallel_sum(static_cast<std::int64_t>(features.size()), block,
                                  [&](std::int64_t begin, std::int64_t end) {
                                    return block_loss(features.data() + begin, target.data() + begin,
                                                      end - begin, scale, out.gradient.data() + begin);
                                  });
  *out.loss.data() += mean * sum;
}

}  // namespace doodle::cpu
