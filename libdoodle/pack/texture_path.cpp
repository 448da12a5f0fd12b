#include "pack/texture_path.h"

#include <map>

namespace doodle {

TexturePath texture_path(const std::string& entry) {
  using enum TextureKind;
  static const std::map<std::string, TextureKind> kinds{
      {"block", block},   {"blocks", block},  {"item", item},     {"items", item},      {"mob_effect", item},
      {"particle", item}, {"entity", entity}, {"models", entity}, {"painting", entity}, {"gui", gui}};
  const std::string assets = "assets/", textures = "/textures/";
  TexturePath path;
  path.png = entry.ends_with(".png");
  if (!entry.starts_with(assets)) return path;
  const std::size_t space = entry.find('/', assets.size());
  if (space == std::string::npos || entry.compare(space, textures.size(), textures) != 0) return path;
  path.texture = entry.substr(space + textures.size());
  const std::size_t slash = path.texture.find('/');
  if (slash == std::string::npos) return path;
  const auto found = kinds.find(path.texture.substr(0, slash));
  if (found != kinds.end()) path.kind = found->second;
  return path;
}

std::string companion_base(const std::string& entry) {
  const bool companion = entry.ends_with("_n.png") || entry.ends_with("_s.png");
  return companion ? entry.substr(0, entry.size() - 6) + ".png" : "";
}

}  // namespace doodle
