#include <algorithm>
#include <array>
#include <optional>

#include "backend/cpu/operations.h"
#include "backend/cpu/radix_sort.h"
#include "backend/cpu/transport_line.h"
#include "base/check.h"
#include "base/parallel.h"
#include "kernels/ordered_bits.h"

namespace doodle::cpu {
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
  std::vector<std::optional<TransportLine>> lines(static_cast<std::size_t>(channels));
  parallel_for(channels, [&](std::int64_t k) {
    lines[static_cast<std::size_t>(k)].emplace(transport.source.data() + k * source.width, source.width,
                                               transport.target.data() + k * target.width, target.width);
  });
  // One channel after another, so that its two distributions stay in the cache for a whole run of positions.
  const auto run = [&](std::int64_t begin, std::int64_t end) {
    std::array<float, TransportLine::longest_run> line, quantiles;
    double sum = 0;
    for (std::int64_t k = 0; k < channels; ++k) {
      for (std::int64_t p = begin; p < end; ++p)
        line[static_cast<std::size_t>(p - begin)] = values.data()[p * channels + k];
      lines[static_cast<std::size_t>(k)]->apply(line.data(), static_cast<int>(end - begin), quantiles.data());
      for (std::int64_t p = begin; p < end; ++p) {
        const auto i = static_cast<std::size_t>(p - begin);
        const float apart = line[i] - quantiles[i], share = weights.empty() ? 1 : weights.data()[p];
        sum += static_cast<double>(share) * static_cast<double>(apart) * static_cast<double>(apart);
        values.data()[p * channels + k] = share * apart;
      }
    }
    return sum;
  };
  *loss.data() +=
      weight * parallel_sum(static_cast<std::int64_t>(shape.positions()), TransportLine::longest_run, run);
}

}  // namespace doodle::cpu
