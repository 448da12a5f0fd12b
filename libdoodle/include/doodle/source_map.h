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
  /// height x width x 3: x and y in pixels of the style's image (0 is the centre of its first pixel), and the
  /// style's number from 0; all three -1 where nothing is known.
  std::vector<float> values;

  bool empty() const { return values.empty(); }
};

/// Writes the map as an OpenEXR file of floats: red x, green y, blue the style's number; the styles' sizes
/// are in its attribute `styles`. Throws UsageError for another extension, BadInput as save_image() does.
void save_source_map(const std::string& path, const SourceMap& map);

/// Reads what save_source_map() wrote. Throws BadInput, naming the path, for anything else.
SourceMap load_source_map(const std::string& path);

/// How apply_source_map() treats values.
struct ApplyOptions {
  bool normals =
      false;  ///< the maps hold normals (RGB = 127.5 + 127.5 * vector): vectors are brought to length 1
};

/// Rebuilds a picture from other maps of its styles: each pixel takes the nearest value of `maps`, one per
/// style, at the place that the source map names. Values are never blended, so that labels stay labels. The
/// maps may differ in size from the styles; the result has the sample type, channels and alpha of the first.
/// What is unknown is black and clear. Throws BadInput when the number of maps is not that of the styles, one
/// is empty, or their channels differ; or normals are to be read from grey.
Image apply_source_map(const SourceMap& map, const std::vector<Image>& maps,
                       const ApplyOptions& options = {});

}  // namespace doodle
