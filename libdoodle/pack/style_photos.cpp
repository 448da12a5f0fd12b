#include "pack/style_photos.h"

#include "pack/source.h"
#include "registry/sha256.h"

namespace doodle {

std::shared_ptr<const Image> StylePhotos::image(const std::string& path) {
  std::shared_ptr<const Image>& image = images_[path];
  if (image == nullptr) image = std::make_shared<const Image>(load_image(path));
  return image;
}

const std::string& StylePhotos::hash(const std::string& path) {
  std::string& hash = hashes_[path];
  if (hash.empty()) hash = sha256_of_bytes(read_file(path));
  return hash;
}

}  // namespace doodle
