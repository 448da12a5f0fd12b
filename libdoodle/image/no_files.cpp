#include "base/check.h"
#include "doodle/image.h"
#include "image/png_bytes.h"
#include "image/save_rows.h"

namespace doodle {
namespace {

[[noreturn]] void refuse(const std::string& path, const char* what) {
  throw BadInput(fmt::format(
      "{} cannot be {}: this build has no image files (build with -DDOODLE_IMAGE_IO=ON)", path, what));
}

}  // namespace

Image load_image(const std::string& path) {
  refuse(path, "read");
}
void save_image(const std::string& path, const Image&, const SaveOptions&) {
  refuse(path, "written");
}
void save_rows(const std::string& path, Size, const RowSource&, const SaveOptions&) {
  refuse(path, "written");
}
void check_output(const std::string& path) {
  refuse(path, "written");
}
Image decode_png(std::string_view, const std::string& name) {
  refuse(name, "read");
}
std::string encode_png(const Image&, const std::string& name) {
  refuse(name, "written");
}
std::map<std::string, std::string> read_image_text(const std::string& path) {
  refuse(path, "read");
}

}  // namespace doodle
