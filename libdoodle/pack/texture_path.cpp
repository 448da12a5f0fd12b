#include "pack/texture_path.h"

#include <map>

namespace doodle {

TexturePath texture_path(const std::string& entry) {
  static const std::map<std::string, TextureKind> kinds{
      {"block", TextureKind::block}, {"blocks", TextureKind::block},  {"item", TextureKind::item},
      {"items", TextureKind::item},  {"entity", TextureKind::entity}, {"gui", TextureKind::gui}};
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
