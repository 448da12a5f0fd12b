#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/broken_file.h"

namespace doodle {

/// What is too much for a zip file of some purpose. Sizes are in bytes, as the file states them.
struct ZipLimits {
  std::int64_t most_entries;
  const char* too_many;  ///< the reason given for more
  /// Throws BrokenFile when an entry may not unpack to so much; called before it is read.
  void (*check_size)(std::uint64_t packed, std::uint64_t unpacked);
};

/// What the directory of a zip file says of an entry.
struct ZipEntry {
  std::string name;  ///< the bytes of the file, unchecked
  std::uint64_t packed = 0, unpacked = 0;
  bool link = false;  ///< a symbolic link
};

/// The entries of a zip file in memory, which must outlive it.
class ZipArchive {
 public:
  /// Throws BrokenFile when it is not sound.
  ZipArchive(std::string_view bytes, const ZipLimits& limits);
  ~ZipArchive();
  ZipArchive(const ZipArchive&) = delete;
  ZipArchive& operator=(const ZipArchive&) = delete;

  /// In the order of the file.
  const std::vector<ZipEntry>& entries() const { return entries_; }
  /// The bytes of an entry, checked against its checksum. Throws BrokenFile when there is none of that name,
  /// when it is broken, or when its size is beyond the limits.
  std::string read(const std::string& name) const;

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
  ZipLimits limits_;
  std::vector<ZipEntry> entries_;
};

}  // namespace doodle
