#pragma once

#include <optional>
#include <string>
#include <vector>

#include "doodle/pack.h"

namespace doodle {

/// What one rule says of the textures that fit it; what it leaves out is empty.
struct PackRule {
  std::vector<std::string> globs;  ///< below assets/NAMESPACE/textures, with or without `.png`
  std::vector<PackStyle> styles;
  std::optional<int> scale;
  std::optional<double> variety, keep_colour;
  std::optional<bool> tile_x, tile_y;
  std::optional<bool> skip;  ///< copy the texture
  std::optional<std::uint64_t> random_seed;
};

/// Whether a glob matches a path below `textures`, with or without its `.png`.
bool glob_fits(const std::string& glob, const std::string& texture);

/// The rules of a styles.toml, in the order of the file.
struct PackRules {
  std::vector<PackRule> rules;

  /// What all rules together say of a texture, by its path below `textures`: each thing is taken from the
  /// last rule that fits and says something of it.
  PackRule of(const std::string& texture) const;
};

/// Reads a styles.toml:
///
///     [styles]                      # globs and photos
///     "**" = "self"
///     "block/stone*" = ["rock.jpg", "cliff.jpg"]
///
///     [[style]]                     # the same with more to say
///     textures = "block/leaves*"    # or a list
///     photos = "hedge.jpg"          # optional
///     scale = 16                    # 1..64
///     variety = 0.5                 # 0..1
///     keep-colour = true            # or 0..1
///     tile = "x"                    # true, false, "x" or "y"
///     skip = false
///     random-seed = 7
///
/// Photos are looked for beside the file. Throws BadInput "FILE:LINE: ..." for what is not TOML, unknown
/// keys, values of the wrong kind or out of range, and photos that do not exist.
PackRules read_pack_rules(const std::string& path);

}  // namespace doodle
