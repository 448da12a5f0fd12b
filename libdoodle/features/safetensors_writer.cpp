#include "features/safetensors_writer.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "kernels/half.h"

namespace doodle {
namespace {

void append(std::string& bytes, std::uint64_t number, int count) {
  for (int i = 0; i < count; ++i) bytes += static_cast<char>((number >> (8 * i)) & 0xff);
}

}  // namespace

std::string safetensors_bytes(const std::map<std::string, std::string>& metadata,
                              const std::vector<WritableArray>& arrays, bool half) {
  const std::size_t width = half ? 2 : 4;
  nlohmann::ordered_json header;
  header["__metadata__"] = metadata;
  std::size_t end = 0;
  for (const WritableArray& array : arrays) {
    const std::size_t begin = end;
    end += array.values->size() * width;
    header[array.name] = {
        {"dtype", half ? "F16" : "F32"}, {"shape", array.shape}, {"data_offsets", {begin, end}}};
  }
  std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  text.append((8 - text.size() % 8) % 8, ' ');

  std::string bytes;
  bytes.reserve(8 + text.size() + end);
  append(bytes, text.size(), 8);
  bytes += text;
  for (const WritableArray& array : arrays)
    for (const float value : *array.values) {
      expect(!half || std::fabs(value) < 65520, "a weight is too large for fp16");
      if (half) {
        append(bytes, float_to_half(value), 2);
      } else {
        append(bytes, std::bit_cast<std::uint32_t>(value), 4);
      }
    }
  return bytes;
}

}  // namespace doodle
