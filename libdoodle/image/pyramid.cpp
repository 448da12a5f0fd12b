#include "image/pyramid.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace doodle {

Size phase_size(Size full, int phase, int phases) {
  expect(phase >= 0 && phase < phases, "phase_size() of a phase that does not exist");
  return scaled_size(full, std::ldexp(1.0, phase + 1 - phases));
}

Size scaled_size(Size full, double factor) {
  const auto side = [factor](int length) {
    return std::max(1, static_cast<int>(std::floor(length * factor + 0.5)));
  };
  return {side(full.width), side(full.height)};
}

Image scale_to(const Image& image, Size size) {
  if (image.size() == size) return image;
  const bool shrinks = size.width <= image.width && size.height <= image.height;
  return resize(image, size, shrinks ? Filter::area : Filter::bicubic);
}

}  // namespace doodle
