#include "synthesis/field_sources.h"

#include "base/parallel.h"

namespace doodle {
namespace {

/// A pixel of a line in a line of another length: which one it lies in, and how far from that one's beginning
/// (0..1).
struct Place {
  int index;
  double rest;

  Place(int i, int from, int to) {
    const double at = (i + 0.5) * to / from;
    index = static_cast<int>(at);
    rest = at - index;
  }
};

/// A place `rest` into pixel `at` of a line, in pixels of a line of another length whose first has its centre
/// at 0.
float in_file(int at, double rest, int from, int to) {
  return static_cast<float>((at + rest) * to / from - 0.5);
}

}  // namespace

SourceMap sources_of(const PixelField& field, const Atlas& atlas, Size size,
                     const std::vector<Size>& styles) {
  SourceMap map{size.width, size.height, styles, {}};
  map.values.resize(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) * 3);
  parallel_for(size.height, [&](std::int64_t y) {
    const Place row(static_cast<int>(y), size.height, field.size.height);
    float* out = &map.values[static_cast<std::size_t>(y) * size.width * 3];
    for (int x = 0; x < size.width; ++x, out += 3) {
      const Place column(x, size.width, field.size.width);
      const std::size_t p = static_cast<std::size_t>(row.index) * field.size.width + column.index;
      const int style = field.style[p];
      out[0] = out[1] = out[2] = -1;
      if (style < 0) continue;
      const Size scaled = atlas.sizes[static_cast<std::size_t>(style)];
      const Size file = styles[static_cast<std::size_t>(style)];
      out[0] = in_file(field.column[p], column.rest, scaled.width, file.width);
      out[1] = in_file(field.row[p], row.rest, scaled.height, file.height);
      out[2] = static_cast<float>(style);
    }
  });
  return map;
}

}  // namespace doodle
