#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace doodle {

/// A file beside `target`, of the same extension, that takes its place when it is complete and is removed
/// otherwise.
class AsideFile {
 public:
  /// Creates the empty file. Throws BadInput naming `target` when that is a folder or not writable, or its
  /// folder is.
  explicit AsideFile(const std::string& target);
  ~AsideFile();
  AsideFile(const AsideFile&) = delete;
  AsideFile& operator=(const AsideFile&) = delete;

  /// Fills the file and moves it to its place. Throws BadInput when that fails; what was there before is then
  /// still there. To be called once.
  void replace_target(std::span<const std::byte> bytes);
  /// The same for a file that somebody else has filled, under path().
  void replace_target();
  const std::string& path() const { return path_; }

 private:
  void fill(std::span<const std::byte> bytes);
  void move_to_place();

  std::string name_;    ///< of the target, as it was given
  std::string target_;  ///< with symbolic links followed
  std::string path_;    ///< empty once it has been moved
  int file_ = -1;
};

}  // namespace doodle
