#include "backend/cpu/match_pack.h"

#include <algorithm>
#include <bit>

#include "base/check.h"
#include "base/parallel.h"
#include "kernels/half.h"
#include "kernels/unit_length.h"

namespace doodle::cpu {
namespace {

/// `count` channels of one position, of unit length.
void write_unit(const float* from, double inverse, int count, bool half, float* to) {
  for (int c = 0; c < count; ++c) to[c] = static_cast<float>(from[c] * inverse);
  for (int c = 0; c < count && half; ++c) to[c] = round_to_half(to[c]);
}

/// The upper half of the bits of the bf16 number nearest to `value`, ties to even.
std::uint32_t bf16_bits(float value) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
  if (value != value) return 0x7fc0u;
  return (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
}

float bf16_pair(float even, float odd) {
  return std::bit_cast<float>(bf16_bits(even) | (bf16_bits(odd) << 16));
}

constexpr int most_columns = 32;   // of a block
constexpr int some_channels = 64;  // even

using Columns = float[most_columns][some_channels];

/// Turns `channels` of `count` columns into rows of a block `size` wide.
void turn(const Columns& values, int count, int channels, const PackSource& source, float* out, int size) {
  if (source.form == PackForm::bf16_pairs) {
    for (int c = 0; c < channels; c += 2, out += size) {
      for (int x = 0; x < count; ++x)
        out[x] = bf16_pair(values[x][c], c + 1 < channels ? values[x][c + 1] : 0);
    }
    return;
  }
  for (int c = 0; c < channels; ++c, out += size) {
    for (int x = 0; x < count; ++x) out[x] = values[x][c];
  }
}

/// Columns [0, count) of a block `size` wide, from consecutive positions. Channels are normalised some at a
/// time along each position, then turned: both steps read or write memory in order.
void write_block(const float* positions, int count, const PackSource& source, float* block, int size) {
  const int channels = source.map.shape().channels;
  const bool given = source.form == PackForm::given;
  double inverse[most_columns];
  Columns values;
  for (int x = 0; x < count; ++x) {
    const float* position = positions + static_cast<std::ptrdiff_t>(x) * channels;
    inverse[x] = given ? 1 : inverse_length(position, channels);
  }
  for (int first = 0; first < channels; first += some_channels) {
    const int n = std::min(some_channels, channels - first);
    const int row = source.form == PackForm::bf16_pairs ? first / 2 : first;
    for (int x = 0; x < count; ++x) {
      write_unit(positions + static_cast<std::ptrdiff_t>(x) * channels + first, inverse[x], n, !given,
                 values[x]);
    }
    turn(values, count, n, source, block + static_cast<std::ptrdiff_t>(row) * size, size);
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

std::span<const float> PackedMap::row(int y) const {
  if (y < 0 || y >= height_) return {};
  return {block(y, 0), static_cast<std::size_t>(starts_.back()) * static_cast<std::size_t>(depth_)};
}

std::vector<int> even_blocks(int count, int most) {
  const int blocks = (count + most - 1) / most;
  std::vector<int> starts{0};
  for (int b = 0; b < blocks; ++b)
    starts.push_back(starts.back() + count / blocks + (b < count % blocks ? 1 : 0));
  return starts;
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

void make_unit(const Tensor<float>& map, bool half, float scale, Tensor<float>& unit) {
  const Shape shape = map.shape();
  parallel_for(shape.height, [&](std::int64_t row) {
    for (int x = 0; x < shape.width; ++x) {
      const std::size_t place = (static_cast<std::size_t>(row) * static_cast<std::size_t>(shape.width) +
                                 static_cast<std::size_t>(x)) *
                                static_cast<std::size_t>(shape.channels);
      const float* from = map.data() + place;
      float* to = unit.data() + place;
      write_unit(from, inverse_length(from, shape.channels), shape.channels, half, to);
      for (int c = 0; c < shape.channels; ++c) to[c] *= scale;
    }
  });
}

}  // namespace doodle::cpu
