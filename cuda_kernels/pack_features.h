#pragma once

#include "kernels/unit_length.h"
#include "launch.h"
#include "tensor/tensor.h"
#include "tensor_tile.h"

namespace doodle::cuda {

/// A position's channels of unit length (zero stays zero), as fp16, filled up with zeros. Eight threads per
/// position: each sums up what inverse_length() has in one of its partial sums. to(position, i, halfs) puts
/// the i-th eight of a position into their place.
template <class To>
struct PackFeatures {
  static constexpr bool waits = true;
  static constexpr int threads = 256, lanes = 8, positions = threads / lanes;
  const float* from;
  std::size_t count;
  int channels, padded;  ///< values of a position, and halfs
  To to;

  DOODLE_DEVICE void operator()() const {
    const std::size_t p = static_cast<std::size_t>(block_index()) * positions +
                          static_cast<std::size_t>(thread_index() / lanes);
    const float* values = from + (p < count ? p : 0) * static_cast<std::size_t>(channels);
    const double inverse = length_of(values);
    if (p >= count) return;
    for (int piece = thread_index() % lanes; piece < padded / 8; piece += lanes) {
      Halfs halfs;
      DOODLE_UNROLL for (int j = 0; j < 8; ++j) {
        const int c = piece * 8 + j;
        halfs.value[j] = c < channels
                             ? half_bits(static_cast<float>(static_cast<double>(values[c]) * inverse))
                             : std::uint16_t{0};
      }
      to(p, piece, halfs);
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
template <class To>
void pack_features(const Tensor<float>& features, int padded, const To& to) {
  using Pack = PackFeatures<To>;
  const std::size_t count = features.shape().positions();
  launch({(count + Pack::positions - 1) / Pack::positions, Pack::threads},
         Pack{features.data(), count, features.shape().channels, padded, to});
}

/// Positions one behind the other.
struct ToRows {
  Halfs* to;
  int padded;
  DOODLE_DEVICE void operator()(std::size_t position, int i, const Halfs& halfs) const {
    to[position * static_cast<std::size_t>(padded / 8) + static_cast<std::size_t>(i)] = halfs;
  }
};

}  // namespace doodle::cuda
