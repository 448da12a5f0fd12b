#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace doodle {

/// How one number is stored.
enum class NumberType { f16, bf16, f32, f64, other };

struct NumberFormat {
  NumberType type = NumberType::other;
  bool big_endian = false;
};

/// Bytes of one number; 0 for `other`.
int number_bytes(NumberType type);

/// NumPy's name of a type, `<f4`, or `f4` with the byte order said apart; other for what is no float.
NumberFormat parse_numpy_type(std::string_view name);

/// Numbers in a row. Throws BrokenFile when the bytes are not a whole number of them, or the type is other.
std::vector<float> decode_numbers(std::string_view bytes, NumberFormat format);

/// The values of an array whose first dimension is fastest (Fortran, MATLAB) with the last one fastest.
std::vector<float> from_first_fastest(const std::vector<float>& values,
                                      const std::vector<std::int64_t>& shape);

}  // namespace doodle
