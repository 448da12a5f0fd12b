#include "importers/number_data.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "importers/arrays.h"
#include "kernels/half.h"

namespace doodle {
namespace {

template <class T, class Convert>
std::vector<float> convert(std::string_view bytes, bool swap, const Convert& to_float) {
  std::vector<float> values(bytes.size() / sizeof(T));
  for (std::size_t i = 0; i < values.size(); ++i) {
    char raw[sizeof(T)];
    std::memcpy(raw, bytes.data() + i * sizeof(T), sizeof(T));
    if (swap) std::reverse(raw, raw + sizeof(T));
    values[i] = to_float(std::bit_cast<T>(raw));
  }
  return values;
}

}  // namespace

int number_bytes(NumberType type) {
  switch (type) {
    case NumberType::f16:
    case NumberType::bf16:
      return 2;
    case NumberType::f32:
      return 4;
    case NumberType::f64:
      return 8;
    case NumberType::other:
      break;
  }
  return 0;
}

NumberFormat parse_numpy_type(std::string_view name) {
  NumberFormat format;
  if (!name.empty() && std::string_view("<>=|").find(name.front()) != std::string_view::npos) {
    format.big_endian = name.front() == '>';
    name.remove_prefix(1);
  }
  if (name == "f2") format.type = NumberType::f16;
  if (name == "f4") format.type = NumberType::f32;
  if (name == "f8") format.type = NumberType::f64;
  return format;
}

std::vector<float> decode_numbers(std::string_view bytes, NumberFormat format) {
  const int width = number_bytes(format.type);
  demand(width > 0, "it holds numbers of a type that is not read");
  demand(bytes.size() % static_cast<std::size_t>(width) == 0, "an array ends in the middle of a number");
  switch (format.type) {
    case NumberType::f16:
      return convert<std::uint16_t>(bytes, format.big_endian, [](auto bits) { return half_to_float(bits); });
    case NumberType::bf16:
      return convert<std::uint16_t>(bytes, format.big_endian, [](auto bits) {
        return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
      });
    case NumberType::f64:
      return convert<double>(bytes, format.big_endian,
                             [](double value) { return static_cast<float>(value); });
    default:
      return convert<float>(bytes, format.big_endian, [](float value) { return value; });
  }
}

std::vector<float> from_first_fastest(const std::vector<float>& values,
                                      const std::vector<std::int64_t>& shape) {
  std::vector<float> result(values.size());
  std::vector<std::size_t> index(shape.size(), 0), step(shape.size(), 1);
  for (std::size_t d = 1; d < shape.size(); ++d)
    step[d] = step[d - 1] * static_cast<std::size_t>(shape[d - 1]);
  for (float& value : result) {
    std::size_t from = 0;
    for (std::size_t d = 0; d < shape.size(); ++d) from += index[d] * step[d];
    value = values[from];
    for (std::size_t d = shape.size(); d-- > 0;) {
      if (++index[d] < static_cast<std::size_t>(shape[d])) break;
      index[d] = 0;
    }
  }
  return result;
}

}  // namespace doodle
