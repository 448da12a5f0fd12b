#pragma once

#include <span>
#include <vector>

#include "doodle/maps.h"

namespace doodle {

/// The share of the pixels of all maps that carry each label, 0 to 1.
std::vector<double> label_shares(std::span<const SemanticMap> maps, std::size_t labels);

/// The same, but of a rare label only pixels inside an area count: others are the rims of areas, whose
/// blended colours are by chance nearest to it.
std::vector<double> area_shares(std::span<const SemanticMap> maps, std::size_t labels);

/// Whether maps have a label whose share is this: less is chance.
inline bool is_present(double share) {
  return share >= 1e-4;
}

}  // namespace doodle
