#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

namespace doodle {

/// A file that is being downloaded, under another name than the one that it will have. It is locked: of all
/// processes one holds it. What was written stays there when the process ends, for the next to continue.
class PartialFile {
 public:
  /// Opens or creates the file and waits for its lock, asking `go_on` ten times a second; held() is false
  /// when that said no. Throws BadInput when it cannot be written or locked.
  PartialFile(const std::filesystem::path& path, const std::function<bool()>& go_on);
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  bool held() const { return file_ >= 0; }
  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const { return size_; }
  /// Forgets all from byte `size` on. Throws BadInput when that fails.
  void truncate(std::uint64_t size);
  /// Throws BadInput when the disk is full.
  void append(std::span<const char> bytes);
  /// Gives the file its name, replacing what is there. Throws BadInput when that fails.
  void rename_to(const std::filesystem::path& target);
  void remove();

 private:
  /// Whether the lock could be had at once.
  bool try_lock();
  void close();
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path path_;
  int file_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace doodle
