#include <algorithm>

#include "half_rows.h"
#include "kernels/half.h"
#include "kernels/ordered_bits.h"
#include "tensor_tile.h"

namespace doodle::cuda {
namespace {

/// Values that a thread of Largest looks at, at least, and threads, at most: all of them raise one number.
constexpr std::size_t kPerThread = 16, kMostThreads = std::size_t{1} << 18;

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

/// Halfs that are written at once.
struct alignas(16) Halfs {
  std::uint16_t value[8];
};

/// The i-th Halfs of the rows.
struct Pack {
  const float* values;
  int channels, pieces;  ///< of a row: values, Halfs
  const unsigned* largest;
  Halfs *high, *low;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const std::size_t n = static_cast<std::size_t>(pieces), position = i / n;
    const int first = static_cast<int>(i - position * n) * 8;
    const float* row = values + position * static_cast<std::size_t>(channels);
    const float scale = half_scale(*largest, false);
    Halfs highs, lows;
    DOODLE_UNROLL for (int j = 0; j < 8; ++j) {
      const float value = first + j < channels ? row[first + j] * scale : 0.0f;
      highs.value[j] = half_bits(value);
      lows.value[j] = half_bits(value - half_to_float(highs.value[j]));
    }
    high[i] = highs;
    if (low != nullptr) low[i] = lows;
  }
};

}  // namespace

Shape packed_rows(Shape array) {
  return {array.height, array.width, (array.channels + kTileDepth - 1) / kTileDepth * kTileDepth};
}

HalfBuffer::HalfBuffer(Backend& backend, bool exact)
    : backend_(backend), exact_(exact), largest_(backend.allocate<unsigned>({1, 1, 1})) {}

void HalfBuffer::reserve(std::size_t halfs) {
  high_ = std::static_pointer_cast<std::uint16_t>(backend_.allocate_bytes(halfs * sizeof(std::uint16_t)));
  if (exact_)
    low_ = std::static_pointer_cast<std::uint16_t>(backend_.allocate_bytes(halfs * sizeof(std::uint16_t)));
}

HalfRows HalfBuffer::pack(const Tensor<float>& array) {
  const int channels = array.shape().channels;
  values_ = packed_rows(array.shape()).channels;
  const std::size_t threads = std::min((array.size() + kPerThread - 1) / kPerThread, kMostThreads);
  zero(largest_.data(), sizeof(unsigned));
  for_each(threads, Largest{array.data(), array.size(), threads, largest_.data()});
  const int pieces = values_ / 8;
  for_each(array.shape().positions() * static_cast<std::size_t>(pieces),
           Pack{array.data(), channels, pieces, largest_.data(), reinterpret_cast<Halfs*>(high_.get()),
                reinterpret_cast<Halfs*>(low_.get())});
  return rows();
}

}  // namespace doodle::cuda
