#include "image/reader.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/check.h"
#include "image/file_end.h"
#include "image/png_check.h"

namespace doodle {
namespace {

void require_readable(const std::string& path) {
  namespace fs = std::filesystem;
  require<BadInput>(!path.empty(), "the name of an image file is empty");
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  require<BadInput>(status.type() != fs::file_type::not_found, "{} does not exist", path);
  require<BadInput>(status.type() != fs::file_type::directory, "{} is a folder; an image file is needed",
                    path);
  require<BadInput>(!error, "{} cannot be opened: {}", path, error.message());
  require<BadInput>(status.type() == fs::file_type::regular,
                    "{} is not a regular file; an image file is needed", path);
  errno = 0;
  const std::ifstream file(path, std::ios::binary);
  require<BadInput>(file.is_open(), "{} cannot be opened: {}", path, std::strerror(errno));
  require<BadInput>(fs::file_size(path, error) != 0, "{} is empty (0 bytes); an image file is needed", path);
}

}  // namespace

std::string first_line(const std::string& message) {
  std::string line = message.substr(0, message.find('\n'));
  while (!line.empty() && (line.back() == '.' || line.back() == '\r')) line.pop_back();
  return line.empty() ? "no reason given" : line;
}

std::unique_ptr<OIIO::ImageInput> open_image(const std::string& path) {
  require_readable(path);
  require<BadInput>(reaches_its_end(path),
                    "{} is truncated: it stops before the end of the image; get a complete copy", path);
  require_sound_png(path);
  OIIO::ImageSpec hints;
  hints.attribute("oiio:UnassociatedAlpha", 1);
  auto input = OIIO::ImageInput::open(path, &hints);
  require<BadInput>(input != nullptr, "{} cannot be read as an image: {}", path,
                    first_line(OIIO::geterror()));
  return input;
}

}  // namespace doodle
