#include "world/work_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <sstream>

#include "base/check.h"
#include "image/check_image.h"

namespace doodle {
namespace {

constexpr std::int64_t kHeader = 512;
constexpr const char* kFirstLine = "doodle world 1";

std::int64_t offset_of(Size size, int x, int y) {
  return kHeader + (static_cast<std::int64_t>(y) * size.width + x) * 3;
}

}  // namespace

void WorkFile::open_file(int flags) {
  file_.number = open(path_.c_str(), flags | O_CLOEXEC, 0666);
  require<BadInput>(file_.number >= 0, "{} cannot be {}: {}", path_, flags == O_RDONLY ? "read" : "written",
                    std::strerror(errno));
}

WorkFile::WorkFile(const std::string& path) : path_(path) {
  open_file(O_RDONLY);
  require<BadInput>(read_header(), "{} is no unfinished world, or it is cut short", path);
}

WorkFile::WorkFile(const std::string& path, const std::string& key, Size size) : path_(path) {
  open_file(O_RDWR | O_CREAT);
  if (read_header() && key_ == key && size_ == size) return;
  key_ = key;
  size_ = size;
  done_ = 0;
  const bool empty =
      ftruncate(file_.number, 0) == 0 && ftruncate(file_.number, offset_of(size, 0, size.height)) == 0;
  require<BadInput>(empty, "{} cannot be written: {}", path_, std::strerror(errno));
  write_header();
}

WorkFile::Descriptor::~Descriptor() {
  if (number >= 0) close(number);
}

bool WorkFile::read_header() {
  std::array<char, kHeader> text{};
  if (pread(file_.number, text.data(), text.size(), 0) != kHeader) return false;
  std::istringstream lines(std::string(text.data(), text.size()));
  std::string first;
  std::getline(lines, first);
  lines >> key_ >> size_.width >> size_.height >> done_;
  if (!lines || first != kFirstLine || !side_fits(size_.width) || !side_fits(size_.height) || done_ < 0)
    return false;
  return lseek(file_.number, 0, SEEK_END) == offset_of(size_, 0, size_.height);
}

void WorkFile::write_header() {
  std::string text = fmt::format("{}\n{}\n{} {}\n{}\n", kFirstLine, key_, size_.width, size_.height, done_);
  expect(text.size() <= kHeader, "the key of a world is too long");
  text.resize(kHeader, ' ');
  transfer_row(true, 0, reinterpret_cast<std::uint8_t*>(text.data()), text.size());
}

void WorkFile::set_done(int chunks) {
  done_ = chunks;
  write_header();
}

void WorkFile::transfer_row(bool write, std::int64_t offset, std::uint8_t* bytes, std::size_t count) const {
  while (count > 0) {
    const ssize_t moved =
        write ? pwrite(file_.number, bytes, count, offset) : pread(file_.number, bytes, count, offset);
    if (moved < 0 && errno == EINTR) continue;
    require<BadInput>(moved > 0, "{} cannot be {}: {}", path_, write ? "written" : "read",
                      moved == 0 ? "it is cut short" : std::strerror(errno));
    bytes += moved, offset += moved, count -= static_cast<std::size_t>(moved);
  }
}

Image WorkFile::read(const Rectangle& area) const {
  Image image = make_image(area.width, area.height);
  std::vector<std::uint8_t> row(static_cast<std::size_t>(area.width) * 3);
  for (int y = 0; y < area.height; ++y) {
    transfer_row(false, offset_of(size_, area.left, area.top + y), row.data(), row.size());
    std::copy(row.begin(), row.end(), image.at(y, 0));
  }
  return image;
}

void WorkFile::write(const Rectangle& area, const Image& image, int left, int top) {
  std::vector<std::uint8_t> row(static_cast<std::size_t>(area.width) * 3);
  for (int y = 0; y < area.height; ++y) {
    const float* from = image.at(top + y, left);
    std::transform(from, from + row.size(), row.begin(), [](float v) {
      return static_cast<std::uint8_t>(std::lround(std::clamp(v, 0.0f, 255.0f)));
    });
    transfer_row(true, offset_of(size_, area.left, area.top + y), row.data(), row.size());
  }
}

}  // namespace doodle
