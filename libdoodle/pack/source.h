#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace doodle {

/// What one entry, and all entries of a pack together, may unpack to, in bytes.
inline constexpr std::uintmax_t largest_pack_entry = std::uintmax_t{256} << 20;
inline constexpr std::uintmax_t largest_pack = std::uintmax_t{8} << 30;

/// The entries of a resource pack, in a folder or a zip file.
class PackSource {
 public:
  virtual ~PackSource() = default;
  PackSource() = default;
  PackSource(const PackSource&) = delete;
  PackSource& operator=(const PackSource&) = delete;

  /// Sorted; see checked_names(). Folders are no entries.
  const std::vector<std::string>& names() const { return names_; }
  bool contains(const std::string& name) const;
  /// The bytes of an entry. Throws BadInput naming it when it cannot be read.
  virtual std::string read(const std::string& name) const = 0;

 protected:
  std::vector<std::string> names_;
};

/// Opens a folder or a zip file. Throws BadInput naming the path and, where there is one, the entry: when it
/// is missing or broken, when an entry has a hostile name (checked_names()), is a symbolic link or anything
/// else than a file, or unpacks to more than fits its packed size or the limits above.
std::unique_ptr<PackSource> open_pack(const std::string& path);

/// open_pack() for what is known to be a folder, or a zip file.
///@{
std::unique_ptr<PackSource> open_pack_folder(const std::string& path);
std::unique_ptr<PackSource> open_pack_zip(const std::string& path);
///@}

/// The bytes of a file. Throws BadInput naming it when it cannot be read to its end.
std::string read_file(const std::string& path);

}  // namespace doodle
