#include "pack/source.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/check.h"

namespace doodle {

bool PackSource::contains(const std::string& name) const {
  return std::binary_search(names_.begin(), names_.end(), name);
}

std::unique_ptr<PackSource> open_pack(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (is_directory(status)) return open_pack_folder(path);
  require<BadInput>(exists(status), "{} does not exist; name a resource pack, a folder or a zip file", path);
  require<BadInput>(is_regular_file(status), "{} is neither a folder nor a zip file", path);
  return open_pack_zip(path);
}

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  require<BadInput>(stream.is_open(), "{} cannot be opened for reading", path);
  std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  require<BadInput>(!stream.bad(), "{} cannot be read to its end", path);
  return bytes;
}

}  // namespace doodle
