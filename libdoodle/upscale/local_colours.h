#pragma once

#include <array>
#include <vector>

#include "image/colours.h"
#include "upscale/regions.h"

namespace doodle {

/// The colours of the source pixels around a painted one that belong to its region.
struct LocalColours {
  std::array<Colour, 9> colours;  ///< the nearest first
  std::size_t count = 0;          ///< at least 1
};

/// What colours each pixel of an enlargement may be made of.
class LocalPalette {
 public:
  /// For pictures of the size `painted`. `source` is RGB, the art of the regions or an enlargement of it; its
  /// owner keeps it.
  LocalPalette(const Image& source, Size painted, const Regions& regions, Wrap wrap);

  /// Those of the pixel's region, or of the one that it may be worn with, among the nine source pixels around
  /// it; all where there is none.
  LocalColours at(int x, int y) const;

  /// The source enlarged by its own colours, each as far as its region goes.
  Image redrawn() const;

 private:
  std::size_t source_index(int x, int y) const;

  const Image& source_;
  Size painted_;
  Wrap wrap_;
  std::vector<int> source_regions_;
  LabelsWithin regions_;
};

}  // namespace doodle
