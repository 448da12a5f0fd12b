#include "base/check.h"
#include "doodle/image.h"

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
void check_output(const std::string& path) {
  refuse(path, "written");
}
std::map<std::string, std::string> read_image_text(const std::string& path) {
  refuse(path, "read");
}

}  // namespace doodle
