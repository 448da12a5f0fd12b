#include "features/safetensors.h"

#include <bit>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "base/check.h"
#include "kernels/half.h"

namespace doodle {
namespace {

constexpr std::uint64_t length_bytes = 8;
/// Far more than any network here needs; keeps a hostile header from being parsed at all.
constexpr std::uint64_t longest_header = 16u << 20;

std::unique_ptr<std::istream> open_file(const std::string& path) {
  std::error_code ignored;
  require<ModelMissing>(std::filesystem::is_regular_file(path, ignored),
                        "the model file {} does not exist or is not a file", path);
  auto stream = std::make_unique<std::ifstream>(path, std::ios::binary);
  require<ModelMissing>(stream->is_open(), "the model file {} cannot be opened for reading", path);
  return stream;
}

std::uint32_t little_endian(const char* bytes, int count) {
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i)
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  return value;
}

float decode(StoredType type, const char* bytes) {
  switch (type) {
    case StoredType::f32:
      return std::bit_cast<float>(little_endian(bytes, 4));
    case StoredType::f16:
      return half_to_float(static_cast<std::uint16_t>(little_endian(bytes, 2)));
    case StoredType::bf16:
      return std::bit_cast<float>(little_endian(bytes, 2) << 16);
  }
  return 0;
}

}  // namespace

Safetensors::Safetensors(const std::string& path) : path_(path), stream_(open_file(path)) {
  read_header();
}

Safetensors::Safetensors(std::unique_ptr<std::istream> stream, const std::string& name)
    : path_(name), stream_(std::move(stream)) {
  read_header();
}

void Safetensors::read_header() {
  stream_->seekg(0, std::ios::end);
  const std::streamoff end = stream_->tellg();
  if (!*stream_ || end < 0) throw_broken_model(path_, "its length cannot be told");
  const auto size = static_cast<std::uint64_t>(end);
  if (size < length_bytes) throw_broken_model(path_, fmt::format("it is only {} bytes long", size));

  char bytes[length_bytes] = {};
  stream_->seekg(0);
  stream_->read(bytes, sizeof bytes);
  const std::uint64_t length = little_endian(bytes, 4) | std::uint64_t{little_endian(bytes + 4, 4)} << 32;
  if (!*stream_ || length > size - length_bytes || length > longest_header)
    throw_broken_model(
        path_, fmt::format("it promises a header of {} bytes in a file of {} (at most {} are read)", length,
                           size, longest_header));
  std::string text(length, '\0');
  stream_->read(text.data(), static_cast<std::streamsize>(length));
  if (!*stream_) throw_broken_model(path_, "its header cannot be read");
  data_begin_ = length_bytes + length;
  header_ = parse_safetensors_header(text, size - data_begin_, path_);
}

std::string Safetensors::metadata(const std::string& key, const std::string& otherwise) const {
  const auto found = header_.metadata.find(key);
  return found == header_.metadata.end() ? otherwise : found->second;
}

std::vector<std::string> Safetensors::names() const {
  std::vector<std::string> names;
  for (const auto& [name, array] : header_.arrays) names.push_back(name);
  return names;
}

const StoredArray& Safetensors::array(const std::string& name) const {
  const auto found = header_.arrays.find(name);
  require<ModelMissing>(found != header_.arrays.end(),
                        "{} has no array {}; it is not a network of a known kind", path_, name);
  return found->second;
}

const std::vector<std::int64_t>& Safetensors::shape(const std::string& name) const {
  return array(name).shape;
}

std::vector<float> Safetensors::read(const std::string& name) {
  const StoredArray& stored = array(name);
  std::vector<char> bytes(stored.end - stored.begin);
  stream_->clear();
  stream_->seekg(static_cast<std::streamoff>(data_begin_ + stored.begin));
  stream_->read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!*stream_) throw_broken_model(path_, fmt::format("{} cannot be read to its end", name));

  const std::size_t width = stored.type == StoredType::f32 ? 4 : 2;
  std::vector<float> values(bytes.size() / width);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = decode(stored.type, bytes.data() + i * width);
    if (!std::isfinite(values[i]))
      throw_broken_model(path_, fmt::format("{} holds a value that is not finite", name));
  }
  return values;
}

}  // namespace doodle
