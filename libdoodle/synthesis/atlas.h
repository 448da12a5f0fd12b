#pragma once

#include <cstdint>
#include <vector>

#include "synthesis/phase_input.h"
#include "synthesis/pixel_field.h"

namespace doodle {

/// Several style images as one: stacked, left-aligned. A pixel of style s at (v, u) is (top[s] + v) * width +
/// u.
struct Atlas {
  int width = 0;
  int height = 0;
  std::vector<int> top;     ///< first row of each style
  std::vector<Size> sizes;  ///< of each style

  explicit Atlas(const PhaseInput& input);
  int style_of_row(int row) const;
};

/// A field in the atlas' own indices (-1: none).
std::vector<std::int32_t> to_atlas(const PixelField& field, const Atlas& atlas);
PixelField from_atlas(const std::vector<std::int32_t>& indices, Size size, const Atlas& atlas);

/// The field of a coarser picture over `from` brought to a picture of `size` over `to`: displacements grow
/// with the styles.
PixelField enlarged(const PixelField& field, Size size, const Atlas& from, const Atlas& to);

/// How the patches of a layer lie over the picture.
struct PatchGrid {
  int stride = 1;  ///< pixels per position
  int margin = 0;  ///< positions by which the features were widened along the axes that wrap
  Wrap wrap{};
};

/// The field that neural matches (style features of shapes `features`) say: each pixel moves with the patch
/// whose centre position it lies in.
PixelField neural_field(const std::vector<std::int32_t>& matches, Shape patches, const PatchGrid& grid,
                        const std::vector<Shape>& features, Size size);

}  // namespace doodle
