#pragma once

#include <array>
#include <string>
#include <vector>

#include "doodle/image.h"

namespace doodle {

/// How a semantic map is read.
enum class MapMode {
  automatic,  ///< labels when the colours form a few clusters, else guide
  labels,     ///< colours name labels; any two labels are equally far apart
  guide,      ///< continuous tones: a grey v is embedded as (v, 1-v), colours likewise channel by channel
  colour      ///< raw colour vectors, as neural-doodle did; for comparison
};

/// One label of a map: a name and the colour that paints it.
struct Label {
  std::string name;               ///< from labels.toml, or the colour's name or hex code
  std::array<float, 3> colour{};  ///< RGB, 0..255
};

/// A map as vectors: at every position `channels` values 0..1; for labels they sum to 1 and are soft at
/// anti-aliased edges.
struct SemanticMap {
  int width = 0;
  int height = 0;
  int channels = 0;
  std::vector<float> values;  ///< height x width x channels
};

/// How maps are read; ranges are checked by read_maps().
struct MapOptions {
  MapMode mode = MapMode::automatic;
  int max_labels = 16;       ///< 1..64; more clusters than this are merged, nearest first
  std::vector<Label> names;  ///< from read_label_file(); empty: colours are clustered
};

/// The maps of a style (or several) and of a target, in one common embedding.
struct SemanticMaps {
  MapMode mode = MapMode::labels;   ///< labels, guide or colour: what was decided
  std::vector<Label> labels;        ///< in order of the channels; empty unless mode is labels
  std::vector<SemanticMap> styles;  ///< one per style map given, in order
  SemanticMap target;
  std::vector<std::string>
      notices;  ///< one line each, for the user: snapped pixels, missing labels and substitutes
};

/// Reads one map per style and the target's map into a common embedding. Stray colours are snapped to the
/// nearest label and reported; a target label that no style has is replaced by the nearest one by colour,
/// with a notice that names both.
/// Alpha: fully clear pixels form a label `clear` of their own. Sizes may differ from one another. As a guide
/// or as colours, maps stay grey when all are; beside an RGB map, grey ones are expanded. Throws BadInput
/// when there is no style map, a map is empty, inconsistent or has NaN or infinity, more than 64 labels are
/// named, or one of them `clear`; UsageError when max_labels is out of range.
SemanticMaps read_maps(const std::vector<Image>& styles, const Image& target, const MapOptions& options = {});

/// One row of check_maps(): a label and the share of each side's pixels that carry it.
struct LabelUse {
  Label label;
  double style_share = 0;   ///< 0..1 over all style maps
  double target_share = 0;  ///< 0..1
  std::string substitute;   ///< label used in its place when the styles lack it; empty otherwise
};

/// What `doodle map check` prints: labels, areas, labels missing on one side.
struct MapReport {
  std::vector<LabelUse> labels;
  std::vector<std::string> notices;
};
MapReport check_maps(const std::vector<Image>& styles, const Image& target, const MapOptions& options = {});

/// Proposes a label map for a picture: `labels` (2..16) clusters of colour and place, small islands removed,
/// painted in well-separated colours. Deterministic. Throws UsageError when `labels` is out of range,
/// BadInput when the picture is empty, inconsistent or has NaN or infinity.
Image propose_map(const Image& image, int labels);

/// Reads labels.toml: an array of 1 to 64 tables `[[label]]` with `name`, `colour` ("#rrggbb") and optionally
/// a whole number `id`, which is for other programs. Throws BadInput with path and line when it cannot be
/// read, or two labels share a name or a colour.
std::vector<Label> read_label_file(const std::string& path);

}  // namespace doodle
