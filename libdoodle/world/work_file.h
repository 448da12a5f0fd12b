#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "doodle/image.h"
#include "world/chunks.h"

namespace doodle {

/// A picture on disk, as it is painted: a header that says what it belongs to and how many of its chunks are
/// there, then RGB bytes, row by row.
class WorkFile {
 public:
  /// The file of that name, to be read. Throws BadInput naming it when it is no such file or is cut short.
  explicit WorkFile(const std::string& path);
  /// The file for a picture of `size`: that which is there when its key is the same, else a new one with
  /// nothing in it. Throws BadInput naming it when it cannot be written.
  WorkFile(const std::string& path, const std::string& key, Size size);

  Size size() const { return size_; }
  int done() const { return done_; }
  void set_done(int chunks);

  /// A part as RGB, SampleType u8.
  Image read(const Rectangle& area) const;
  /// Puts the part of `image` that begins at (left, top) to its place.
  void write(const Rectangle& area, const Image& image, int left, int top);

 private:
  /// Closes the file, also when a constructor throws.
  struct Descriptor {
    Descriptor() = default;
    ~Descriptor();
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number = -1;
  };

  void open_file(int flags);
  bool read_header();
  void write_header();
  void transfer_row(bool write, std::int64_t offset, std::uint8_t* bytes, std::size_t count) const;

  std::string path_, key_;
  Size size_;
  int done_ = 0;
  Descriptor file_;
};

}  // namespace doodle
