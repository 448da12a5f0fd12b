#include "map_files.h"

#include <fmt/format.h>

#include <filesystem>

#include "doodle/error.h"
#include "files.h"

namespace doodle::cli {
namespace {

/// The target map: as given, else beside the content, else beside the output; empty when there is none.
std::string find_target(const PaintArguments& arguments) {
  if (!arguments.target_map.empty()) return arguments.target_map;
  for (const std::string& picture : {arguments.content, arguments.output}) {
    if (picture.empty()) continue;
    const std::string name = map_name(picture, arguments.semantic_ext);
    if (exists(name)) return name;
  }
  return "";
}

/// What to say when there is no target map: style maps that lie idle, and that a texture is painted.
std::vector<std::string> notices_without_target(const PaintArguments& arguments) {
  std::vector<std::string> notices;
  const std::string wanted =
      map_name(arguments.content.empty() ? arguments.output : arguments.content, arguments.semantic_ext);
  for (const std::string& style : arguments.styles) {
    const std::string name = map_name(style, arguments.semantic_ext);
    if (exists(name))
      notices.push_back(fmt::format("{} is ignored: there is no target map {}", name, wanted));
  }
  if (arguments.content.empty() && arguments.guides.empty() && arguments.inpaint.empty()) {
    notices.push_back(
        fmt::format("neither a target map ({}) nor --content: painting a texture of the style", wanted));
  }
  return notices;
}

}  // namespace

std::string map_name(const std::string& picture, const std::string& ending) {
  return std::filesystem::path(picture).replace_extension().string() + ending;
}

MapFiles find_maps(const PaintArguments& arguments) {
  MapFiles files;
  if (arguments.task != Task::paint) return files;
  files.target = find_target(arguments);
  if (files.target.empty()) {
    if (!arguments.style_maps.empty()) {
      throw UsageError(fmt::format("--style-map {} needs a target map; give --target-map, or name the map {}",
                                   arguments.style_maps.front(),
                                   map_name(arguments.output, arguments.semantic_ext)));
    }
    files.notices = notices_without_target(arguments);
    return files;
  }
  files.styles = arguments.style_maps;
  if (files.styles.empty()) {
    for (const std::string& style : arguments.styles)
      files.styles.push_back(map_name(style, arguments.semantic_ext));
  }
  return files;
}

}  // namespace doodle::cli
