#include "image/file_formats.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>

namespace doodle {

const FileFormat* format_of(const std::string& path) {
  using enum SampleType;
  using enum TextStorage;
  static const FileFormat png{.name = "PNG", .writer = "png", .types = {u8, u16, u16, u16}};
  static const FileFormat tiff{
      .name = "TIFF", .writer = "tiff", .text = description, .types = {u8, u16, f32, f32}};
  static const FileFormat exr{.name = "OpenEXR",
                              .writer = "openexr",
                              .premultiplied = true,
                              .profile = false,
                              .types = {f16, f32, f16, f32}};
  static const FileFormat jpeg{
      .name = "JPEG", .writer = "jpeg", .alpha = false, .text = description, .types = {u8, u8, u8, u8}};
  static const FileFormat webp{
      .name = "WebP", .writer = "webp", .grey = false, .text = none, .types = {u8, u8, u8, u8}};
  static const std::map<std::string, const FileFormat*> by_extension{
      {".png", &png},  {".tif", &tiff},  {".tiff", &tiff}, {".exr", &exr},
      {".jpg", &jpeg}, {".jpeg", &jpeg}, {".webp", &webp}};
  std::string extension = std::filesystem::path(path).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto found = by_extension.find(extension);
  return found == by_extension.end() ? nullptr : found->second;
}

}  // namespace doodle
