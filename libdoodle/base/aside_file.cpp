#include "base/aside_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/check.h"

namespace doodle {
namespace fs = std::filesystem;

AsideFile::AsideFile(const std::string& target) : name_(target), target_(target) {
  std::error_code error;
  if (fs::is_symlink(target, error)) {
    const fs::path followed = fs::weakly_canonical(target, error);
    if (!error) target_ = followed.string();
  }
  require<BadInput>(!fs::is_directory(target_, error),
                    "{} cannot be written: it is a folder; name a file in it", target);
  const bool writable = !fs::exists(target_, error) || access(target_.c_str(), W_OK) == 0;
  require<BadInput>(writable, "{} cannot be written: {}", target, std::strerror(errno));
  const fs::path place(target_);
  const fs::path folder = place.has_parent_path() ? place.parent_path() : fs::path(".");
  require<BadInput>(fs::is_directory(folder, error), "{} cannot be written: the folder {} does not exist",
                    target, folder.string());
  // Names are unique among threads by the count, among processes by the id; O_EXCL meets what a dead process
  // left.
  static std::atomic<unsigned> count{0};
  do {
    path_ = (folder / fmt::format(".doodle-{}-{}{}", getpid(), count++, place.extension().string())).string();
    file_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (file_ < 0 && errno == EEXIST);
  require<BadInput>(file_ >= 0, "{} cannot be written: {}", target, std::strerror(errno));
}

AsideFile::~AsideFile() {
  if (file_ >= 0) close(file_);
  std::error_code ignored;
  if (!path_.empty()) fs::remove(path_, ignored);
}

void AsideFile::fill(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    require<BadInput>(written > 0, "{} cannot be written: {}", name_, std::strerror(errno));
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void AsideFile::move_to_place() {
  std::error_code error;
  // Where bytes reach the disk after the name, a crash would leave neither the old file nor the new one.
  const bool kept = !fs::exists(target_, error) || fsync(file_) == 0;
  const bool closed = close(std::exchange(file_, -1)) == 0;
  require<BadInput>(kept && closed, "{} cannot be written: {}", name_, std::strerror(errno));
  fs::rename(path_, target_, error);
  require<BadInput>(!error, "{} cannot be written: {}", name_, error.message());
  path_.clear();
}

void AsideFile::replace_target(std::span<const std::byte> bytes) {
  fill(bytes);
  move_to_place();
}

void AsideFile::replace_target() {
  move_to_place();
}

}  // namespace doodle
