#include "image/png_check.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>

#include "base/check.h"

namespace doodle {
namespace {

constexpr std::uint32_t kBlock = 65536;
using Block = std::array<unsigned char, kBlock>;

std::uint32_t big_endian(const unsigned char* bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 |
         bytes[3];
}

/// Reads `count` (at most a block) bytes; false at the end of the file.
bool read(std::istream& file, Block& block, std::size_t count) {
  return static_cast<bool>(
      file.read(reinterpret_cast<char*>(block.data()), static_cast<std::streamsize>(count)));
}

void require_pixels(const std::string& path, const Block& header) {
  const std::uint32_t width = big_endian(header.data()), height = big_endian(header.data() + 4);
  require<BadInput>(width > 0 && height > 0, "{} has no pixels: its header says {}x{}", path, width, height);
}

/// One chunk: length, type, data, and the checksum of type and data. False at the end of the file.
bool check_chunk(const std::string& path, std::istream& file, Block& block) {
  if (!read(file, block, 8)) return false;
  const std::uint32_t length = big_endian(block.data());
  const std::string type(block.begin() + 4, block.begin() + 8);
  auto sum = crc32(0, block.data() + 4, 4);
  for (std::uint32_t done = 0; done < length;) {
    const std::uint32_t count = std::min(length - done, kBlock);
    if (!read(file, block, count)) return false;
    if (type == "IHDR" && length == 13) require_pixels(path, block);
    sum = crc32(sum, block.data(), count);
    done += count;
  }
  if (!read(file, block, 4)) return false;
  require<BadInput>(big_endian(block.data()) == sum,
                    "{} is damaged: a checksum does not fit; get an undamaged copy", path);
  return type != "IEND";
}

}  // namespace

void require_sound_png(const std::string& name, std::istream& file) {
  constexpr std::array<unsigned char, 8> signature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  Block block;
  if (!read(file, block, 8) || !std::equal(signature.begin(), signature.end(), block.begin())) return;
  while (check_chunk(name, file, block)) {
  }
}

void require_sound_png(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  require_sound_png(path, file);
}

}  // namespace doodle
