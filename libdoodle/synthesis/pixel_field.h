#pragma once

#include <cstdint>
#include <vector>

#include "doodle/image.h"

namespace doodle {

/// Which style pixel each pixel of a picture was matched with; carried from one phase to the next.
struct PixelField {
  Size size;                        ///< of the picture
  std::vector<std::int32_t> style;  ///< per pixel: a style, or -1 for none
  std::vector<std::int32_t> row;    ///< in that style's image
  std::vector<std::int32_t> column;

  bool empty() const { return style.empty(); }
};

}  // namespace doodle
