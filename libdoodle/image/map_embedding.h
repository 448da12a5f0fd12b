#pragma once

#include <string>
#include <vector>

#include "image/label_colours.h"

namespace doodle {

/// A map (RGB) as weights of labels. Colours near a label are that label; colours between two labels that are
/// both near by are a mixture of them (anti-aliased edges); all others are strays.
struct LabelEmbedding {
  SemanticMap map;
  std::vector<std::size_t> strays;  ///< pixels that have no weight yet; for snap_strays()
};
LabelEmbedding embed_labels(const Image& map, const std::vector<Label>& labels);

/// Squared distance of a colour from the nearest mixture of two labels, in RGB levels.
float distance_from_mixtures(const Colour& colour, const std::vector<Label>& labels);

/// Makes each of the `strays` of a map (RGB) the nearest label of those that are `own` (one a label; of all
/// when none is), and adds to `snapped` how many went to each label.
void snap_strays(const Image& map, const std::vector<Label>& labels, const std::vector<bool>& own,
                 const std::vector<std::size_t>& strays, SemanticMap& embedded, std::vector<int>& snapped);

/// One line: how many pixels of `map`, as it is called, went to which label.
std::string stray_notice(const std::string& map, const std::vector<int>& snapped,
                         const std::vector<Label>& labels);

/// Each channel v of 0..255 as (v, 1-v) of 0..1.
SemanticMap embed_guide(const Image& map);

/// Raw values, 0..1.
SemanticMap embed_colour(const Image& map);

}  // namespace doodle
