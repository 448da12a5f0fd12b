#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace doodle {

/// The entries of a zip file in memory, which must outlive it.
class ZipArchive {
 public:
  /// Throws BrokenFile when it is not sound.
  explicit ZipArchive(std::string_view bytes);
  ~ZipArchive();
  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;

  const std::vector<std::string>& names() const { return names_; }
  /// The bytes of an entry, checked against its checksum. Throws BrokenFile when there is none of that name,
  /// when it is broken, or when its size is out of proportion to the file.
  std::string read(const std::string& name) const;

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
  std::vector<std::string> names_;
};

}  // namespace doodle
