#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace doodle {

enum class StoredType { f32, f16, bf16 };

/// One array of a safetensors file.
struct StoredArray {
  StoredType type = StoredType::f32;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;  ///< bytes from the start of the data
  std::uint64_t end = 0;
};

struct SafetensorsHeader {
  std::map<std::string, std::string> metadata;
  std::map<std::string, StoredArray> arrays;
};

/// Reads the JSON header of a file whose data are `data_size` bytes long. Throws ModelMissing, with `path`
/// and the reason, for anything that the format does not allow.
SafetensorsHeader parse_safetensors_header(const std::string& json, std::uint64_t data_size,
                                           const std::string& path);

/// Throws ModelMissing: `path` is no sound safetensors file, for this reason.
[[noreturn]] void throw_broken_model(const std::string& path, const std::string& reason);

}  // namespace doodle
