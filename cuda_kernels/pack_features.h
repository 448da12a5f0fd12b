#pragma once

#include "kernels/unit_length.h"
#include "launch.h"
#include "tensor/tensor.h"
#include "tensor_tile.h"

namespace doodle::cuda {

/// A position's channels of unit length (zero stays zero), as fp16, filled up with zeros. Eight threads per
/// position: each sums up what inverse_length() has in one of its partial sums.
struct PackFeatures {
  static constexpr bool waits = true;
  static constexpr int threads = 256, lanes = 8, positions = threads / lanes;
  const float* from;
  std::size_t count;
  int channels, padded;  ///< values of a position, and halfs
  std::uint16_t* to;

  DOODLE_DEVICE void operator()() const {
    const std::size_t p = static_cast<std::size_t>(block_index()) * positions +
                          static_cast<std::size_t>(thread_index() / lanes);
    const float* values = from + (p < count ? p : 0) * static_cast<std::size_t>(channels);
    const double inverse = length_of(values);
    if (p >= count) return;
    Halfs* out = reinterpret_cast<Halfs*>(to + p * static_cast<std::size_t>(padded));
    for (int piece = thread_index() % lanes; piece < padded / 8; piece += lanes) {
      Halfs halfs;
      DOODLE_UNROLL for (int j = 0; j < 8; ++j) {
        const int c = piece * 8 + j;
        halfs.value[j] = c < channels
                             ? half_bits(static_cast<float>(static_cast<double>(values[c]) * inverse))
                             : std::uint16_t{0};
      }
      out[piece] = halfs;
    }
  }

 private:
  DOODLE_DEVICE double length_of(const float* values) const {
    const int lane = thread_index() % lanes, even = channels / lanes * lanes;
    double sum = 0;
    for (int c = lane; c < even; c += lanes)
      sum += static_cast<double>(values[c]) * static_cast<double>(values[c]);
    for (int c = even; lane == 0 && c < channels; ++c)
      sum += static_cast<double>(values[c]) * static_cast<double>(values[c]);
    DOODLE_UNROLL for (int mask = 1; mask < lanes; mask *= 2) sum += shuffle_xor(sum, mask);
    return inverse_root(sum);
  }
};

/// Packs a map: of each position `padded` halfs, a multiple of 8.
inline void pack_features(const Tensor<float>& features, int padded, std::uint16_t* to) {
  const std::size_t count = features.shape().positions();
  launch({(count + PackFeatures::positions - 1) / PackFeatures::positions, PackFeatures::threads},
         PackFeatures{features.data(), count, features.shape().channels, padded, to});
}

}  // namespace doodle::cuda
