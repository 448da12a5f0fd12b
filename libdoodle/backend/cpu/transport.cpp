#include "kernels/transport.h"

#include <algorithm>

#include "backend/cpu/operations.h"
#include "backend/cpu/radix_sort.h"
#include "base/check.h"
#include "base/parallel.h"
#include "kernels/ordered_bits.h"

namespace doodle::cpu {
namespace {

/// Where among ascending samples to look for a value: equal stretches of their range, and where each begins.
class Stretches {
 public:
  Stretches(const float* sorted, int count) : low_(sorted[0]), begins_(kStretches + 1, count) {
    const float range = sorted[count - 1] - low_;
    scale_ = range > 0 ? kStretches / range : 0;
    for (int i = 0, next = 0; i < count; ++i)
      for (const int at = stretch_of(sorted[i]); next <= at; ++next)
        begins_[static_cast<std::size_t>(next)] = i;
  }

  float rank(const float* sorted, int count, float z) const {
    const auto at = static_cast<std::size_t>(stretch_of(z));
    return rank_of(sorted, count, z, begins_[at], begins_[at + 1]);
  }

 private:
  static constexpr int kStretches = 2048;

  /// Never less for a larger value: so all samples in stretches before a value's own are below it.
  int stretch_of(float z) const {
    const float place = (z - low_) * scale_;
    return place > 0 ? static_cast<int>(std::min(place, kStretches - 1.0f)) : 0;
  }

  float low_, scale_ = 0;
  std::vector<int> begins_;
};

}  // namespace

void sort_channels(const Tensor<float>& values, Tensor<float>& sorted) {
  const auto count = static_cast<std::int64_t>(values.shape().positions());
  const std::int64_t channels = values.shape().channels;
  expect(sorted.shape().height == channels && sorted.shape().width == count && sorted.shape().channels == 1,
         "sort_channels: shapes do not fit");
  parallel_for(channels, [&](std::int64_t k) {
    std::vector<std::uint32_t> keys, spare;
    keys.reserve(static_cast<std::size_t>(count));
    for (std::int64_t p = 0; p < count; ++p) keys.push_back(ordered_bits(values.data()[p * channels + k]));
    radix_sort(keys, spare);
    std::transform(keys.begin(), keys.end(), sorted.data() + k * count, from_ordered_bits);
  });
}

void transport(const Transport& transport, const Tensor<float>& weights, double weight, Tensor<float>& values,
               Tensor<double>& loss) {
  const Shape shape = values.shape(), source = transport.source.shape(), target = transport.target.shape();
  const std::int64_t channels = shape.channels;
  expect(source.height == channels && target.height == channels && source.width > 0 && target.width > 0 &&
             (weights.empty() || weights.size() == shape.positions()),
         "transport: shapes do not fit");
  std::vector<Stretches> stretches;
  for (std::int64_t k = 0; k < channels; ++k)
    stretches.emplace_back(transport.source.data() + k * source.width, source.width);
  // One channel after another, so that its two distributions stay in the cache for a whole block of
  // positions.
  const auto block = [&](std::int64_t begin, std::int64_t end) {
    double sum = 0;
    for (std::int64_t k = 0; k < channels; ++k) {
      const float* from = transport.source.data() + k * source.width;
      const float* to = transport.target.data() + k * target.width;
      const Stretches& places = stretches[static_cast<std::size_t>(k)];
      for (std::int64_t p = begin; p < end; ++p) {
        float& z = values.data()[p * channels + k];
        const float apart = z - quantile_at(to, target.width, places.rank(from, source.width, z));
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
