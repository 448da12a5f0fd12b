#pragma once

#include <string>
#include <vector>

#include "doodle/image.h"

namespace doodle {

/// Where each pixel of a picture comes from: the centre of the style patch that it was matched with last.
/// What was painted from a style's colours can so be rebuilt from its other maps: roughness, normals, height.
struct SourceMap {
  int width = 0;  ///< of the picture
  int height = 0;
  std::vector<Size> styles;  ///< sizes of the style images, as they were given
  /// height x width x 3: x and y in pixels of the style's image (0 is the centre of its first pixel), and
  /// source_style(): which style, and how it was turned; all three -1 where nothing is known.
  std::vector<float> values;

  bool empty() const { return values.empty(); }
};

/// The third value of a source: the style's number from 0, plus an eighth of `turn`: 0..3 when its patch was
/// turned clockwise by that many quarter turns, 4 more when it was mirrored left to right before.
constexpr float source_style(int style, int turn = 0) {
  return static_cast<float>(style) + static_cast<float>(turn) / 8;
}

/// The turn of such a value, which is not negative.
constexpr int source_turn(float value) {
  return static_cast<int>(value * 8) % 8;
}

/// Writes the map as an OpenEXR file of floats: red x, green y, blue source_style(); the styles' sizes
/// are in its attribute `styles`. Throws UsageError for another extension, BadInput as save_image() does and
/// for values that do not fit the size or name a style that is not there.
void save_source_map(const std::string& path, const SourceMap& map);

/// Reads what save_source_map() wrote. Throws BadInput, naming the path, for anything else.
SourceMap load_source_map(const std::string& path);

/// What normals mean by green: nothing, since there are none, or the vector's way up (OpenGL) or down
/// (DirectX).
enum class NormalMaps { none, gl, dx };

/// The normals of a name, `gl` or `dx`; none for an empty one. Throws UsageError for anything else.
NormalMaps parse_normal_maps(const std::string& name);

/// How apply_source_map() treats values.
struct ApplyOptions {
  /// The maps hold normals (RGB = 127.5 + 127.5 * vector): vectors are turned as their patches were and
  /// brought to length 1.
  NormalMaps normals = NormalMaps::none;
};

/// Rebuilds a picture from other maps of its styles: each pixel takes the nearest value of `maps`, one per
/// style, at the place that the source map names. Values are never blended, so that labels stay labels. The
/// maps may differ in size from the styles; the result has the sample type, channels and alpha of the first.
/// What is unknown is black and clear. Throws BadInput when the number of maps is not that of the styles, one
/// is empty, or their channels differ; normals are to be read from grey; or the source map's values do not
/// fit its size or name a style that is not there.
Image apply_source_map(const SourceMap& map, const std::vector<Image>& maps,
                       const ApplyOptions& options = {});

}  // namespace doodle
