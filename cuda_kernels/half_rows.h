#pragma once

#include <memory>

#include "activation.h"
#include "backend/backend.h"
#include "kernels/ordered_bits.h"
#include "launch.h"
#include "tensor_tile.h"

namespace doodle::cuda {

/// Rows of numbers as the tensor cores take them: value * scale as fp16, with what that rounding left over as
/// a second fp16 number, and filled up with zeros. The scale is a power of two that brings the largest
/// magnitude near fp16's largest: so nothing overflows, however large a network's values are, and nothing
/// that matters underflows, however small a loss's gradients are.
struct HalfRows {
  const std::uint16_t* high;
  const std::uint16_t* low;  ///< high + low has about 22 bits; null where only fp16 is wanted
  const unsigned* largest;   ///< bits of the magnitude that the scale is for
  int values;                ///< of a row, padded
};

/// 2^e for the largest magnitude m in [2^k, 2^(k+1)): e = 14 - k, as far as floats go. Of zero: the largest.
DOODLE_DEVICE float half_scale(unsigned largest, bool inverse) {
  const int field = static_cast<int>(largest >> 23);  // 127 + k
  const int scale = 268 - field < 254 ? 268 - field : 253;
#if defined(__CUDA_ARCH__)
  return __uint_as_float(static_cast<unsigned>(inverse ? 254 - scale : scale) << 23);
#else
  return std::bit_cast<float>(static_cast<unsigned>(inverse ? 254 - scale : scale) << 23);
#endif
}

/// Raises `largest` to the bits of the largest magnitude that any thread of the warp gives; bits are ordered
/// as magnitudes are. All 32 threads take part.
DOODLE_DEVICE void raise_largest(unsigned* largest, float magnitude) {
  unsigned bits = ordered_bits(magnitude) & 0x7fffffffu;
  DOODLE_UNROLL for (int mask = 16; mask > 0; mask /= 2) {
    const unsigned other = shuffle_xor(bits, mask);
    bits = other > bits ? other : bits;
  }
  if (lane() == 0) raise(largest, bits);
}

/// Raises `largest` to the bits of the array's largest magnitude.
void find_largest(const Tensor<float>& array, unsigned* largest);

/// An array on the device, and the bits of a magnitude that none of its values exceeds.
struct BoundedArray {
  Tensor<float> values;
  unsigned* largest = nullptr;
};

/// The shape of an array as rows: its values filled up to a multiple of the depth of a step.
Shape packed_rows(Shape array);

/// Memory for one array as rows.
class HalfBuffer {
 public:
  /// With `exact` rows have their second numbers.
  HalfBuffer(Backend& backend, bool exact) : backend_(backend), exact_(exact) {}
  bool exact() const { return exact_; }
  /// Makes room for an array of that many halfs (packed_rows()); not while a network runs.
  void reserve(std::size_t halfs);
  /// The array's positions as rows, until the next call. With `results`, of the same shape, each value times
  /// the activation's slope there. Keeps the array's bound.
  HalfRows pack(const BoundedArray& array, Activation activation = Activation::none,
                const Tensor<float>& results = {});

  /// Where rows are written otherwise; low is null unless exact.
  Halfs* high() const { return reinterpret_cast<Halfs*>(high_.get()); }
  Halfs* low() const { return reinterpret_cast<Halfs*>(low_.get()); }
  /// What was written there, as rows of so many values.
  HalfRows rows(int values, const unsigned* largest) const {
    return {high_.get(), low_.get(), largest, values};
  }

 private:
  Backend& backend_;
  bool exact_;
  std::shared_ptr<std::uint16_t> high_, low_;
};

/// An array as rows, for good.
class PackedArray {
 public:
  PackedArray() = default;
  PackedArray(Backend& backend, const Tensor<float>& array, bool exact);
  const HalfRows& rows() const { return rows_; }

 private:
  std::unique_ptr<HalfBuffer> buffer_;
  Tensor<unsigned> largest_;
  HalfRows rows_{};
};

}  // namespace doodle::cuda
