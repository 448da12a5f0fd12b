#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "features/safetensors_header.h"

namespace doodle {

/// A file of named arrays in the safetensors format: 8 bytes of little-endian header length, a JSON header,
/// data. The whole header is checked on opening; arrays are read when asked for, as floats. Nothing is
/// allocated that is larger than (a small multiple of) the file.
class Safetensors {
 public:
  /// Opens a file. Throws ModelMissing, naming the file and the reason, when it is not there or breaks a rule
  /// of the format: lengths, JSON, duplicate keys, types other than F32, F16 and BF16, shapes, and arrays
  /// that overlap, leave gaps or lie outside the file.
  explicit Safetensors(const std::string& path);
  /// Reads from a stream that can seek; `name` stands for the path in messages.
  Safetensors(std::unique_ptr<std::istream> stream, const std::string& name);

  const std::string& path() const { return path_; }
  /// The strings under `__metadata__`; empty when there are none.
  const std::map<std::string, std::string>& metadata() const { return header_.metadata; }
  /// The string under a key of `__metadata__`; `otherwise` where there is none.
  std::string metadata(const std::string& key, const std::string& otherwise = "") const;
  bool contains(const std::string& name) const { return header_.arrays.contains(name); }
  /// The names of all arrays, sorted.
  std::vector<std::string> names() const;

  /// The shape of an array. Throws ModelMissing when there is none of that name.
  const std::vector<std::int64_t>& shape(const std::string& name) const;
  /// The values of an array, last dimension fastest. Throws ModelMissing when there is none of that name, the
  /// file ends early, or a value is not finite.
  std::vector<float> read(const std::string& name);

 private:
  void read_header();
  const StoredArray& array(const std::string& name) const;

  std::string path_;
  std::unique_ptr<std::istream> stream_;
  std::uint64_t data_begin_ = 0;
  SafetensorsHeader header_;
};

}  // namespace doodle
