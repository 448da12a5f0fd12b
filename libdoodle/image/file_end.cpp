#include "image/file_end.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>

namespace doodle {
namespace {

/// The next `bytes` (1 to 4) as a big-endian number; the stream fails at the end of the file.
std::uint32_t read_number(std::istream& file, int bytes) {
  std::uint32_t value = 0;
  for (; bytes > 0; --bytes) value = value << 8 | static_cast<std::uint32_t>(file.get() & 255);
  return value;
}

/// After the signature. Every chunk is length, type, data, CRC; the last one is IEND.
bool png_ends(std::istream& file) {
  for (;;) {
    const std::uint32_t length = read_number(file, 4);
    const std::uint32_t type = read_number(file, 4);
    if (!file || length > 0x7fffffffu) return false;
    file.seekg(length, std::ios::cur);
    read_number(file, 4);
    if (!file) return false;
    if (type == 0x49454e44u) return true;  // "IEND"
  }
}

bool stands_alone(int marker) {
  return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/// After the start-of-image marker. Markers are FF and a byte other than 00; most are followed by a length.
/// Between them lies the compressed data, where FF 00 stands for a byte FF, and in some files padding.
bool jpeg_ends(std::istream& file) {
  int marker = 0;
  for (int byte = file.get(); file; byte = file.get()) {
    if (byte != 0xff) continue;
    do marker = file.get();
    while (marker == 0xff);
    if (marker == 0xd9) return true;  // end of image
    if (!file || marker == 0 || stands_alone(marker)) continue;
    const std::uint32_t length = read_number(file, 2);
    if (!file || length < 2) return false;
    file.seekg(length - 2, std::ios::cur);
  }
  return false;
}

}  // namespace

bool reaches_its_end(std::istream& file) {
  constexpr std::array<char, 8> png{'\x89', 'P', 'N', 'G', '\r', '\n', '\x1a', '\n'};
  std::array<char, 8> start{};
  file.read(start.data(), start.size());
  if (start == png) return png_ends(file);
  if (std::memcmp(start.data(), "\xff\xd8\xff", 3) != 0) return true;
  file.clear();
  file.seekg(2);
  return jpeg_ends(file);
}

bool reaches_its_end(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return reaches_its_end(file);
}

}  // namespace doodle
