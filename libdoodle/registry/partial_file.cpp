#include "registry/partial_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "base/check.h"

namespace doodle {

PartialFile::PartialFile(const std::filesystem::path& path, const std::function<bool()>& go_on)
    : path_(path) {
  using namespace std::chrono_literals;
  while (!try_lock()) {
    if (!go_on()) return;
    std::this_thread::sleep_for(100ms);
  }
}

PartialFile::~PartialFile() {
  close();
}

bool PartialFile::try_lock() {
  file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file_ < 0) fail("written");
  struct stat mine {
  }, named{};
  const bool locked = flock(file_, LOCK_EX | LOCK_NB) == 0;
  if (!locked && errno != EWOULDBLOCK && errno != EINTR) {  // no holder to wait for: no locks on that disk
    const int reason = errno;
    close();
    errno = reason;
    fail("locked");
  }
  // Its last holder may have renamed or removed it since it was opened: then the lock is on another file.
  if (locked && fstat(file_, &mine) == 0 && stat(path_.c_str(), &named) == 0 && mine.st_ino == named.st_ino &&
      mine.st_dev == named.st_dev) {
    size_ = static_cast<std::uint64_t>(mine.st_size);
    return true;
  }
  close();
  return false;
}

void PartialFile::truncate(std::uint64_t size) {
  if (ftruncate(file_, static_cast<off_t>(size)) != 0) fail("truncated");
  size_ = size;
}

void PartialFile::append(std::span<const char> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail("written");
    size_ += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void PartialFile::rename_to(const std::filesystem::path& target) {
  // On the disk before it has its name: a power cut may not leave a broken file there.
  if (fsync(file_) != 0 || rename(path_.c_str(), target.c_str()) != 0) fail("moved to its place");
  close();
}

void PartialFile::remove() {
  unlink(path_.c_str());
  close();
}

void PartialFile::close() {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
}

void PartialFile::fail(const char* what) const {
  throw BadInput(fmt::format("{}: cannot be {}: {}", path_.string(), what, std::strerror(errno)));
}

}  // namespace doodle
