#include "backend/cpu/match_pack.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "base/parallel.h"
#include "kernels/half.h"

namespace doodle::cpu {
namespace {

/// Sum of squares over channels in double, in eight interleaved partial sums.
double energy(const float* values, int channels) {
  std::array<double, 8> part{};
  int c = 0;
  for (; c + 8 <= channels; c += 8) {
    for (int j = 0; j < 8; ++j) {
      const double value = values[c + j];
      part[static_cast<std::size_t>(j)] += value * value;
    }
  }
  for (; c < channels; ++c) part[0] += static_cast<double>(values[c]) * values[c];
  return ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
}

constexpr int most_columns = 32;  // of a block
constexpr int some_channels = 64;

/// Columns [0, count) of a block `size` wide, from consecutive positions. Channels are normalised some at a
/// time along each position, then turned: both steps read or write memory in order.
void write_block(const float* positions, int count, const PackSource& source, float* block, int size) {
  const int channels = source.map.shape().channels;
  double inverse[most_columns];
  float values[most_columns][some_channels];
  for (int x = 0; x < count; ++x) {
    const double squared = energy(positions + static_cast<std::ptrdiff_t>(x) * channels, channels);
    inverse[x] = squared > 0 ? 1 / std::sqrt(squared) : 0;
  }
  for (int first = 0; first < channels; first += some_channels) {
    const int n = std::min(some_channels, channels - first);
    for (int x = 0; x < count; ++x) {
      const float* from = positions + static_cast<std::ptrdiff_t>(x) * channels + first;
      for (int c = 0; c < n; ++c) values[x][c] = static_cast<float>(from[c] * inverse[x]);
      for (int c = 0; c < n && source.half; ++c) values[x][c] = round_to_half(values[x][c]);
    }
    for (int c = 0; c < n; ++c) {
      float* out = block + static_cast<std::ptrdiff_t>(first + c) * size;
      for (int x = 0; x < count; ++x) out[x] = source.scale * values[x][c];
    }
  }
}

}  // namespace

PackedMap::PackedMap(Backend& backend, int height, int depth, std::vector<int> starts)
    : height_(height),
      depth_(depth),
      starts_(std::move(starts)),
      values_(backend.allocate<float>({height, starts_.back(), depth})) {
  for (int b = 0; b < blocks(); ++b) expect(size(b) <= most_columns, "a block of the matcher is too wide");
  backend.zero(values_);
}

float* PackedMap::block(int y, int b) const {
  const std::size_t row = static_cast<std::size_t>(y) * static_cast<std::size_t>(starts_.back());
  return values_.data() + (row + static_cast<std::size_t>(start(b))) * static_cast<std::size_t>(depth_);
}

void pack(const PackSource& source, PackedMap& packed) {
  const Shape shape = source.map.shape();
  parallel_for(packed.height(), [&](std::int64_t row) {
    const int y = static_cast<int>(row);
    const float* from =
        source.map.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(shape.width) +
                             static_cast<std::size_t>(source.first)) *
                                static_cast<std::size_t>(shape.channels);
    for (int b = 0; b < packed.blocks(); ++b) {
      const int count = std::min(packed.size(b), source.count - packed.start(b));
      write_block(from + static_cast<std::ptrdiff_t>(packed.start(b)) * shape.channels, count, source,
                  packed.block(y, b), packed.size(b));
    }
  });
}

}  // namespace doodle::cpu
