#include "backend/cpu/match_pack.h"

#include <array>
#include <cmath>

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

/// One position, normalised, to every stride-th float of `out`.
void write_position(const float* values, const PackSource& source, float* out, int stride) {
  const int channels = source.map.shape().channels;
  const double squared = energy(values, channels);
  const double inverse = squared > 0 ? 1 / std::sqrt(squared) : 0;
  for (int c = 0; c < channels; ++c) {
    const float unit = static_cast<float>(values[c] * inverse);
    out[static_cast<std::ptrdiff_t>(c) * stride] = source.scale * (source.half ? round_to_half(unit) : unit);
  }
}

}  // namespace

PackedMap::PackedMap(Backend& backend, int height, int depth, std::vector<int> starts)
    : height_(height),
      depth_(depth),
      starts_(std::move(starts)),
      values_(backend.allocate<float>({height, starts_.back(), depth})) {
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
      float* block = packed.block(y, b);
      for (int x = packed.start(b); x < packed.start(b + 1) && x < source.count; ++x) {
        write_position(from + static_cast<std::ptrdiff_t>(x) * shape.channels, source,
                       block + x - packed.start(b), packed.size(b));
      }
    }
  });
}

}  // namespace doodle::cpu
