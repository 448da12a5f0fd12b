#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "importers/arrays.h"

namespace doodle {

static_assert(std::endian::native == std::endian::little, "numbers in files are taken as they lie in memory");

/// Reads a file's bytes from front to back. Every function throws BrokenFile at the end of the bytes.
class ByteCursor {
 public:
  explicit ByteCursor(std::string_view bytes) : bytes_(bytes) {}

  bool at_end() const { return at_ == bytes_.size(); }
  std::size_t position() const { return at_; }
  std::string_view rest() const { return bytes_.substr(at_); }

  std::string_view take(std::uint64_t count) {
    demand(count <= bytes_.size() - at_, "it ends early: {} bytes were expected at {}, {} are there", count,
           at_, bytes_.size() - at_);
    const std::string_view taken = bytes_.substr(at_, static_cast<std::size_t>(count));
    at_ += taken.size();
    return taken;
  }
  /// A little-endian number.
  template <class T>
  T number() {
    T value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  /// The text up to the next line feed, which is skipped.
  std::string_view line() {
    const std::size_t end = bytes_.find('\n', at_);
    demand(end != std::string_view::npos, "it ends in the middle of a line");
    const std::string_view text = take(end - at_);
    ++at_;
    return text;
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace doodle
