#include "backend/cpu/transport_line.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "base/vectorise.h"
#include "kernels/transport.h"

namespace doodle::cpu {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// Equal parts of a range.
struct Stretches {
  float low, scale, last;

  /// Never less for a larger value: so all samples in stretches before a value's own are below it.
  int of(float z) const {
    const float place = (z - low) * scale;
    return static_cast<int>(std::min(place > 0 ? place : 0, last));
  }
};

/// The first sample not below each value: from that of its stretch in ever smaller steps.
DOODLE_VECTORISED void find_samples(const Stretches& stretches, const int* begins, const float* samples,
                                    int steps, const float* values, int count, int* found) {
  for (int i = 0; i < count; ++i) found[i] = begins[stretches.of(values[i])];
  for (int step = steps / 2; step > 0; step /= 2)
    for (int i = 0; i < count; ++i) found[i] += samples[found[i] + step - 1] < values[i] ? step : 0;
}

/// rank_of() where no two samples are equal.
DOODLE_VECTORISED void find_ranks(const float* samples, int sample_count, const int* found,
                                  const float* values, int count, float* ranks) {
  const auto all = static_cast<float>(sample_count);
  for (int i = 0; i < count; ++i) {
    const int at = found[i], before = std::max(at - 1, 0);
    // At the first sample 0 / 1: its rank is that of all below it.
    const float width = at > 0 ? samples[at] - samples[before] : 1;
    const float part = at > 0 ? (values[i] - samples[before]) / width : 1;
    ranks[i] = (static_cast<float>(at) - 0.5f + part) / all;
  }
}

DOODLE_VECTORISED void find_quantiles(const float* target, int target_count, const float* ranks, int count,
                                      float* quantiles) {
  const auto last = static_cast<float>(target_count - 1);
  for (int i = 0; i < count; ++i) {
    const float place = ranks[i] * static_cast<float>(target_count) - 0.5f;
    const float kept = std::min(place > 0 ? place : 0, last);
    const int below = static_cast<int>(kept);
    const float part = kept - static_cast<float>(below);
    quantiles[i] = target[below] + part * (target[below + 1] - target[below]);
  }
}

}  // namespace

TransportLine::TransportLine(const float* source, int source_count, const float* target, int target_count)
    : source_count_(source_count),
      target_count_(target_count),
      low_(source[0]),
      source_(source, source + source_count),
      target_(target, target + target_count) {
  const int stretches =
      std::clamp(static_cast<int>(std::bit_floor(static_cast<unsigned>(source_count))), 1, 2048);
  const float range = source[source_count - 1] - low_;
  scale_ = range > 0 ? static_cast<float>(stretches) / range : 0;
  begins_.assign(static_cast<std::size_t>(stretches) + 1, source_count);
  const Stretches places{low_, scale_, static_cast<float>(stretches - 1)};
  int largest = 0, next = 0;
  for (int i = 0; i < source_count; ++i) {
    for (const int at = places.of(source[i]); next <= at; ++next) begins_[static_cast<std::size_t>(next)] = i;
    largest = std::max(largest, i + 1 - begins_[static_cast<std::size_t>(next) - 1]);
    ties_ = ties_ || (i > 0 && source[i] == source[i - 1]);
  }
  steps_ = 2 * static_cast<int>(std::bit_floor(static_cast<unsigned>(largest)));
  source_.insert(source_.end(), static_cast<std::size_t>(steps_), kInfinity);
  target_.push_back(target_.back());
}

void TransportLine::apply(const float* values, int count, float* quantiles) const {
  std::array<int, longest_run> found;
  std::array<float, longest_run> ranks;
  find_samples({low_, scale_, static_cast<float>(begins_.size() - 2)}, begins_.data(), source_.data(), steps_,
               values, count, found.data());
  find_ranks(source_.data(), source_count_, found.data(), values, count, ranks.data());
  if (ties_)
    for (int i = 0; i < count; ++i) {
      const float* sample = source_.data() + found[static_cast<std::size_t>(i)];
      if (sample[0] == values[i] && sample[1] == values[i])
        ranks[static_cast<std::size_t>(i)] = rank_of(source_.data(), source_count_, values[i]);
    }
  find_quantiles(target_.data(), target_count_, ranks.data(), count, quantiles);
}

}  // namespace doodle::cpu
