#include "half_rows.h"
#include "kernels/half.h"
#include "kernels/ordered_bits.h"
#include "tensor_tile.h"

namespace doodle::cuda {
namespace {

constexpr std::size_t kPerThread = 16;

/// Raises `largest` to the bits of the largest magnitude, which are ordered as magnitudes are. Threads that
/// lie side by side read values that do.
struct Largest {
  const float* values;
  std::size_t count, threads;
  unsigned* largest;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    float most = 0;
    for (; i < count; i += threads) {
      const float value = values[i] < 0 ? -values[i] : values[i];
      if (value > most) most = value;
    }
    raise(largest, ordered_bits(most) & 0x7fffffffu);
  }
};

struct Pack {
  const float* values;
  int channels, padded;
  const unsigned* largest;
  std::uint16_t *high, *low;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const std::size_t n = static_cast<std::size_t>(padded), c = i % n;
    const float value =
        c < static_cast<std::size_t>(channels)
            ? values[i / n * static_cast<std::size_t>(channels) + c] * half_scale(*largest, false)
            : 0.0f;
    high[i] = half_bits(value);
    if (low != nullptr) low[i] = half_bits(value - half_to_float(high[i]));
  }
};

/// Values of a row filled up to a multiple of the depth of a step.
int padded_values(int values) {
  return (values + kTileDepth - 1) / kTileDepth * kTileDepth;
}

}  // namespace

HalfBuffer::HalfBuffer(Backend& backend, bool exact)
    : backend_(backend), exact_(exact), largest_(backend.allocate<unsigned>({1, 1, 1})) {}

void HalfBuffer::reserve(Shape shape) {
  const Shape padded{shape.height, shape.width, padded_values(shape.channels)};
  if (padded.size() <= high_.size()) return;
  high_ = backend_.allocate<std::uint16_t>(padded);
  if (exact_) low_ = backend_.allocate<std::uint16_t>(padded);
}

HalfRows HalfBuffer::pack(const Tensor<float>& array) {
  const int channels = array.shape().channels;
  values_ = padded_values(channels);
  const std::size_t threads = (array.size() + kPerThread - 1) / kPerThread;
  zero(largest_.data(), sizeof(unsigned));
  for_each(threads, Largest{array.data(), array.size(), threads, largest_.data()});
  for_each(array.shape().positions() * static_cast<std::size_t>(values_),
           Pack{array.data(), channels, values_, largest_.data(), high_.data(), low_.data()});
  return rows();
}

}  // namespace doodle::cuda
