#pragma once

#include <cstddef>
#include <functional>
#include <set>

#include "doodle/image.h"
#include "upscale/outline.h"

namespace doodle {

/// The areas of pixel art between which an edge is meant, and where these edges run in any enlargement.
struct Regions {
  Size size;  ///< of the art
  std::vector<Outline> outlines;
  std::set<int> textured;  ///< those with a grain
};

/// Parts the art (RGB) where neighbouring colours differ by more than 24 levels and by more than neighbours
/// of this art do as a rule: stone's grain has no edges, a line on it has. `go_on` is asked every few rows
/// where it is given; nothing when it says no.
Regions find_regions(const Image& art, Wrap wrap, const std::function<bool()>& go_on = {});

/// Bytes that regions hold: up to about 300 for each pixel of the art where each is a region.
std::size_t bytes_of(const Regions& regions);

/// The region of each pixel of the art enlarged to `size`, and what its colours may be taken from besides:
/// where a region with a grain meets another, the edge may be worn, a fifth of a pixel of the art to each
/// side.
LabelsWithin regions_at(const Regions& regions, Size size);

}  // namespace doodle
