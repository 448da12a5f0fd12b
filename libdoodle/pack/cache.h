#pragma once

#include <optional>
#include <string>

namespace doodle {

/// Finished textures as PNG files in a folder, by a key that stands for all that they depend on; a texture's
/// part 0 is the texture, the others are its companions. Files are written aside and renamed, so that several
/// runs may share the folder.
class PackCache {
 public:
  /// Creates the folder; an empty name means pack/ in the first of model_folders(). Throws BadInput naming it
  /// when it cannot be created or written to.
  explicit PackCache(const std::string& folder);

  /// The file of a part; nothing when it is not there or not a whole PNG.
  std::optional<std::string> find(const std::string& key, std::size_t part) const;
  /// Whether parts 0..parts-1 are there.
  bool has(const std::string& key, std::size_t parts) const;
  /// Throws BadInput when it cannot be written.
  void store(const std::string& key, std::size_t part, const std::string& png) const;

 private:
  std::string path(const std::string& key, std::size_t part) const;

  std::string folder_;
};

}  // namespace doodle
