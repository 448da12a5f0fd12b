#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace doodle {

/// An array to be written, last dimension fastest.
struct WritableArray {
  std::string name;
  std::vector<std::int64_t> shape;
  const std::vector<float>* values = nullptr;
};

/// The bytes of a safetensors file: arrays in the order given, F32 or F16 (rounded to nearest, ties to even).
/// The header is padded with spaces so that data begin at a multiple of 8 bytes.
std::string safetensors_bytes(const std::map<std::string, std::string>& metadata,
                              const std::vector<WritableArray>& arrays, bool half);

}  // namespace doodle
