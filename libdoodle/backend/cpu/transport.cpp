#include "kernels/transport.h"

#include <algorithm>

#include "backend/cpu/operations.h"
#include "base/check.h"
#include "base/parallel.h"

namespace doodle::cpu {

void sort_channels(const Tensor<float>& values, Tensor<float>& sorted) {
  const auto count = static_cast<std::int64_t>(values.shape().positions());
  const std::int64_t channels = values.shape().channels;
  expect(sorted.shape().height == channels && sorted.shape().width == count && sorted.shape().channels == 1,
         "sort_channels: shapes do not fit");
  parallel_for(channels, [&](std::int64_t k) {
    float* row = sorted.data() + k * count;
    for (std::int64_t p = 0; p < count; ++p) row[p] = values.data()[p * channels + k];
    std::sort(row, row + count);
  });
}

void transport(const Transport& transport, const Tensor<float>& weights, double weight, Tensor<float>& values,
               Tensor<double>& loss) {
  const Shape shape = values.shape(), source = transport.source.shape(), target = transport.target.shape();
  const std::int64_t channels = shape.channels;
  expect(source.height == channels && target.height == channels && source.width > 0 && target.width > 0 &&
             (weights.empty() || weights.size() == shape.positions()),
         "transport: shapes do not fit");
  // One channel after another, so that its two distributions stay in the cache for a whole block of
  // positions.
  const auto block = [&](std::int64_t begin, std::int64_t end) {
    double sum = 0;
    for (std::int64_t k = 0; k < channels; ++k) {
      const float* from = transport.source.data() + k * source.width;
      const float* to = transport.target.data() + k * target.width;
      for (std::int64_t p = begin; p < end; ++p) {
        float& z = values.data()[p * channels + k];
        const float apart = z - quantile_at(to, target.width, rank_of(from, source.width, z));
        const float share = weights.empty() ? 1 : weights.data()[p];
        sum += static_cast<double>(share) * static_cast<double>(apart) * static_cast<double>(apart);
        z = share * apart;
      }
    }
    return sum;
  };
  *loss.data() += weight * parallel_sum(static_cast<std::int64_t>(shape.positions()), 512, block);
}

}  // namespace doodle::cpu
