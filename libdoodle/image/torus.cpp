#include "image/torus.h"

#include <algorithm>

#include "base/check.h"

namespace doodle {
namespace {

int around(int i, int length) {
  const int rest = i % length;
  return rest < 0 ? rest + length : rest;
}

/// An image of `size` like `image`, its pixel (x, y) taken from (column(x), row(y)).
template <class Column, class Row>
Image gathered(const Image& image, Size size, const Column& column, const Row& row) {
  Image out = make_image(size.width, size.height, image.channels);
  out.type = image.type;
  out.icc = image.icc;
  if (!image.alpha.empty()) out.alpha.resize(static_cast<std::size_t>(size.width) * size.height);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const int from_x = column(x), from_y = row(y);
      std::copy_n(image.at(from_y, from_x), image.channels, out.at(y, x));
      if (!image.alpha.empty())
        out.alpha[static_cast<std::size_t>(y) * size.width + x] =
            image.alpha[static_cast<std::size_t>(from_y) * image.width + from_x];
    }
  }
  return out;
}

}  // namespace

Image continued(const Image& image, int x, int y) {
  return gathered(
      image, {image.width + 2 * x, image.height + 2 * y}, [&](int i) { return around(i - x, image.width); },
      [&](int i) { return around(i - y, image.height); });
}

Image cropped(const Image& image, int left, int top, Size size) {
  expect(left >= 0 && top >= 0 && left + size.width <= image.width && top + size.height <= image.height,
         "a part that lies outside its image");
  return gathered(
      image, size, [&](int i) { return left + i; }, [&](int i) { return top + i; });
}

}  // namespace doodle
