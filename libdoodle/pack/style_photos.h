#pragma once

#include <map>
#include <memory>
#include <string>

#include "doodle/image.h"

namespace doodle {

/// The photos of the rules; each is read once, and only when it is asked for. Both throw BadInput naming the
/// file when it cannot be read.
class StylePhotos {
 public:
  std::shared_ptr<const Image> image(const std::string& path);
  /// SHA-256 of the file, in hex.
  const std::string& hash(const std::string& path);

 private:
  std::map<std::string, std::shared_ptr<const Image>> images_;
  std::map<std::string, std::string> hashes_;
};

}  // namespace doodle
