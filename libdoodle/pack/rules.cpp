#include "pack/rules.h"

#include <algorithm>

#include "pack/glob.h"

namespace doodle {
namespace {

bool fits(const PackRule& rule, const std::string& texture) {
  return std::any_of(rule.globs.begin(), rule.globs.end(),
                     [&](const std::string& glob) { return glob_fits(glob, texture); });
}

template <class T>
void take(std::optional<T>& value, const std::optional<T>& later) {
  if (later) value = later;
}

}  // namespace

bool glob_fits(const std::string& glob, const std::string& texture) {
  const std::string stem = texture.ends_with(".png") ? texture.substr(0, texture.size() - 4) : texture;
  return glob_matches(glob, texture) || glob_matches(glob, stem);
}

PackRule PackRules::of(const std::string& texture) const {
  PackRule all;
  for (const PackRule& rule : rules) {
    if (!fits(rule, texture)) continue;
    if (!rule.styles.empty()) all.styles = rule.styles;
    take(all.scale, rule.scale);
    take(all.variety, rule.variety);
    take(all.keep_colour, rule.keep_colour);
    take(all.tile_x, rule.tile_x);
    take(all.tile_y, rule.tile_y);
    take(all.skip, rule.skip);
    take(all.random_seed, rule.random_seed);
  }
  return all;
}

}  // namespace doodle
