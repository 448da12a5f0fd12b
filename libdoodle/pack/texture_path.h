#pragma once

#include <optional>
#include <string>

#include "doodle/pack.h"

namespace doodle {

/// What the path of an entry says of it.
struct TexturePath {
  std::string texture;              ///< below assets/NAMESPACE/textures; empty for what is elsewhere
  std::optional<TextureKind> kind;  ///< none where textures are looked up by number, or of an unknown folder
  bool png = false;
};

/// Knows the folders of blocks and items (of old packs, too), mob_effect, particle, entity, models (armour),
/// painting and gui; case matters.
TexturePath texture_path(const std::string& entry);

/// `block/stone.png` for `block/stone_n.png` and `block/stone_s.png`; empty for other names.
std::string companion_base(const std::string& entry);

}  // namespace doodle
