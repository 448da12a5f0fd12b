#include "synthesis/atlas.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"

namespace doodle {
namespace {

PixelField no_field(Size size) {
  const std::size_t count = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  return {size, std::vector<std::int32_t>(count, -1), std::vector<std::int32_t>(count),
          std::vector<std::int32_t>(count)};
}

/// body(y, x, p) for each pixel, the p-th, in any order.
template <class Body>
void each_pixel(Size size, const Body& body) {
  parallel_for(size.height, [&](std::int64_t row) {
    const int y = static_cast<int>(row);
    for (int x = 0; x < size.width; ++x) body(y, x, static_cast<std::size_t>(y) * size.width + x);
  });
}

}  // namespace

Atlas::Atlas(const PhaseInput& input) {
  for (const Tensor<float>& style : input.styles) {
    top.push_back(height);
    sizes.push_back({style.shape().width, style.shape().height});
    width = std::max(width, style.shape().width);
    height += style.shape().height;
  }
}

int Atlas::style_of_row(int row) const {
  return static_cast<int>(std::upper_bound(top.begin(), top.end(), row) - top.begin()) - 1;
}

std::vector<std::int32_t> to_atlas(const PixelField& field, const Atlas& atlas) {
  std::vector<std::int32_t> indices(field.style.size(), -1);
  each_pixel(field.size, [&](int, int, std::size_t p) {
    if (field.style[p] < 0) return;
    const auto s = static_cast<std::size_t>(field.style[p]);
    const int row = std::clamp(field.row[p], 0, atlas.sizes[s].height - 1);
    const int column = std::clamp(field.column[p], 0, atlas.sizes[s].width - 1);
    indices[p] = (atlas.top[s] + row) * atlas.width + column;
  });
  return indices;
}

PixelField from_atlas(const std::vector<std::int32_t>& indices, Size size, const Atlas& atlas) {
  PixelField field = no_field(size);
  each_pixel(size, [&](int, int, std::size_t p) {
    if (indices[p] < 0) return;
    const int row = indices[p] / atlas.width;
    field.style[p] = atlas.style_of_row(row);
    field.row[p] = row - atlas.top[static_cast<std::size_t>(field.style[p])];
    field.column[p] = indices[p] % atlas.width;
  });
  return field;
}

PixelField enlarged(const PixelField& field, Size size, const Atlas& from, const Atlas& to) {
  PixelField large = no_field(size);
  const auto centre = [](int i, int from_side, int to_side) { return (i + 0.5) * to_side / from_side; };
  each_pixel(size, [&](int y, int x, std::size_t p) {
    const int py = std::min(field.size.height - 1, y * field.size.height / size.height);
    const int px = std::min(field.size.width - 1, x * field.size.width / size.width);
    const std::size_t old = static_cast<std::size_t>(py) * field.size.width + px;
    if (field.style[old] < 0) return;
    const auto s = static_cast<std::size_t>(field.style[old]);
    const double dy = centre(field.row[old], from.sizes[s].height, to.sizes[s].height) -
                      centre(py, field.size.height, size.height);
    const double dx = centre(field.column[old], from.sizes[s].width, to.sizes[s].width) -
                      centre(px, field.size.width, size.width);
    large.style[p] = field.style[old];
    large.row[p] = y + static_cast<int>(std::lround(dy));
    large.column[p] = x + static_cast<int>(std::lround(dx));
  });
  return large;
}

PixelField neural_field(const std::vector<std::int32_t>& matches, Shape patches, const PatchGrid& grid,
                        const std::vector<Shape>& features, Size size) {
  const int top = grid.wrap.y ? grid.margin : 0, left = grid.wrap.x ? grid.margin : 0;
  std::vector<std::int32_t> first{0};
  for (const Shape& shape : features) first.push_back(first.back() + (shape.height - 2) * (shape.width - 2));
  PixelField field = no_field(size);
  each_pixel(size, [&](int y, int x, std::size_t p) {
    const int py = std::clamp(y / grid.stride - 1 + top, 0, patches.height - 1);
    const int px = std::clamp(x / grid.stride - 1 + left, 0, patches.width - 1);
    const std::int32_t match = matches[static_cast<std::size_t>(py) * patches.width + px];
    const auto s =
        static_cast<std::size_t>(std::upper_bound(first.begin(), first.end(), match) - first.begin()) - 1;
    const int columns = features[s].width - 2;
    field.style[p] = static_cast<std::int32_t>(s);
    field.row[p] = y + ((match - first[s]) / columns - (py - top)) * grid.stride;
    field.column[p] = x + ((match - first[s]) % columns - (px - left)) * grid.stride;
  });
  return field;
}

}  // namespace doodle
