#include <algorithm>
#include <cmath>

#include "float_vector.h"
#include "half_rows.h"

namespace doodle::cuda {
namespace {

/// Values that a thread of Largest looks at, at least, and threads, at most.
constexpr std::size_t kPerThread = 16, kMostThreads = std::size_t{1} << 19;
constexpr int kThreads = 256;

/// Threads that lie side by side read values that do.
struct Largest {
  static constexpr bool waits = true;
  const float* values;
  std::size_t count, threads;
  unsigned* largest;
  DOODLE_DEVICE void operator()() const {
    float most = 0;
    for (std::size_t i =
             static_cast<std::size_t>(block_index()) * kThreads + static_cast<std::size_t>(thread_index());
         i < count; i += threads) {
      most = std::fmax(most, std::fabs(values[i]));
    }
    raise_largest(largest, most);
  }
};

/// The i-th Halfs of the rows.
struct Pack {
  const float *values, *results;  ///< results: or null
  Activation activation;
  int channels, pieces;  ///< of a row: values, Halfs
  const unsigned* largest;
  Halfs *high, *low;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const std::size_t n = static_cast<std::size_t>(pieces), position = i / n;
    const int first = static_cast<int>(i - position * n) * 8;
    const std::size_t at = position * static_cast<std::size_t>(channels) + static_cast<std::size_t>(first);
    const float scale = half_scale(*largest, false);
    FloatVector<8> floats = read(values, at, first);
    if (results != nullptr) {
      const FloatVector<8> slopes = read(results, at, first);
      DOODLE_UNROLL for (int j = 0; j < 8; ++j) floats.value[j] *=
          activation_slope(activation, slopes.value[j]);
    }
    Halfs halfs;
    DOODLE_UNROLL for (int j = 0; j < 8; ++j) {
      floats.value[j] *= scale;
      halfs.value[j] = half_bits(floats.value[j]);
    }
    high[i] = halfs;
    if (low == nullptr) return;
    DOODLE_UNROLL for (int j = 0; j < 8; ++j) halfs.value[j] =
        half_bits(floats.value[j] - half_value(halfs.value[j]));
    low[i] = halfs;
  }
  DOODLE_DEVICE FloatVector<8> read(const float* from, std::size_t at, int first) const {
    if (channels % 8 == 0 && first < channels) return read_vector<8>(from + at);
    FloatVector<8> floats;
    DOODLE_UNROLL for (int j = 0; j < 8; ++j) floats.value[j] =
        first + j < channels ? from[at + static_cast<std::size_t>(j)] : 0.0f;
    return floats;
  }
};

}  // namespace

Shape packed_rows(Shape array) {
  return {array.height, array.width, (array.channels + kTileDepth - 1) / kTileDepth * kTileDepth};
}

void find_largest(const Tensor<float>& array, unsigned* largest) {
  const std::size_t threads = std::min((array.size() + kPerThread - 1) / kPerThread, kMostThreads);
  const std::size_t blocks = (threads + kThreads - 1) / kThreads;
  launch({blocks, kThreads}, Largest{array.data(), array.size(), blocks * kThreads, largest});
}

void HalfBuffer::reserve(std::size_t halfs) {
  high_ = std::static_pointer_cast<std::uint16_t>(backend_.allocate_bytes(halfs * sizeof(std::uint16_t)));
  if (exact_)
    low_ = std::static_pointer_cast<std::uint16_t>(backend_.allocate_bytes(halfs * sizeof(std::uint16_t)));
}

HalfRows HalfBuffer::pack(const BoundedArray& array, Activation activation, const Tensor<float>& results) {
  const Shape shape = array.values.shape();
  const int values = packed_rows(shape).channels, pieces = values / 8;
  for_each(shape.positions() * static_cast<std::size_t>(pieces),
           Pack{array.values.data(), results.data(), activation, shape.channels, pieces, array.largest,
                high(), low()});
  return rows(values, array.largest);
}

PackedArray::PackedArray(Backend& backend, const Tensor<float>& array, bool exact)
    : buffer_(std::make_unique<HalfBuffer>(backend, exact)), largest_(backend.allocate<unsigned>({1, 1, 1})) {
  zero(largest_.data(), sizeof(unsigned));
  find_largest(array, largest_.data());
  buffer_->reserve(packed_rows(array.shape()).size());
  rows_ = buffer_->pack({array, largest_.data()});
}

}  // namespace doodle::cuda
