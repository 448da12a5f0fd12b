#pragma once

#include <string>

#include "doodle/image.h"

namespace doodle {

/// How text pairs are stored in a format.
enum class TextStorage { pairs, description, none };

/// What a format that is written can hold.
struct FileFormat {
  std::string name;    ///< for people
  std::string writer;  ///< OpenImageIO's name
  bool alpha = true;
  bool grey = true;
  bool premultiplied = false;  ///< colours are stored multiplied by alpha
  bool profile = true;         ///< OpenImageIO writes its ICC profiles
  TextStorage text = TextStorage::pairs;
  SampleType types[4];  ///< what is stored for u8, u16, f16 and f32
};

/// The format that belongs to the extension of `path`, or nullptr. A few well-known ones only: OpenImageIO
/// has writers that end the process on images they do not expect.
const FileFormat* format_of(const std::string& path);

/// The extensions that format_of() knows, for messages.
inline constexpr const char* known_extensions = ".png, .tif, .tiff, .exr, .jpg, .jpeg, .webp";

}  // namespace doodle
