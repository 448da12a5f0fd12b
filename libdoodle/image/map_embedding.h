#pragma once

#include <vector>

#include "image/label_colours.h"

namespace doodle {

/// A map (RGB) as weights of labels. Colours near a label are that label; colours between two labels that are
/// both near by are a mixture of them (anti-aliased edges); all others are snapped to the nearest label and
/// counted.
struct LabelEmbedding {
  SemanticMap map;
  std::vector<int> snapped;  ///< pixels snapped, per label
};
LabelEmbedding embed_labels(const Image& map, const std::vector<Label>& labels);

/// Each channel v of 0..255 as (v, 1-v) of 0..1.
SemanticMap embed_guide(const Image& map);

/// Raw values, 0..1.
SemanticMap embed_colour(const Image& map);

}  // namespace doodle
