#include "upscale/box_mean.h"

namespace doodle {
namespace {

/// Means of a line of values over `radius` to both sides: around it where it wraps, of those that there are
/// elsewhere.
void mean_line(const float* in, float* out, int length, std::size_t stride, int radius, bool wraps) {
  const auto at = [&](int i) { return static_cast<double>(in[static_cast<std::size_t>(i) * stride]); };
  const auto inside = [&](int i) { return wraps || (i >= 0 && i < length); };
  const auto value = [&](int i) { return inside(i) ? at(((i % length) + length) % length) : 0.0; };
  double sum = 0;
  int count = 0;
  for (int i = -radius - 1; i < radius; ++i) sum += value(i), count += inside(i);
  for (int i = 0; i < length; ++i) {
    sum += value(i + radius) - value(i - radius - 1);
    count += inside(i + radius) - inside(i - radius - 1);
    out[static_cast<std::size_t>(i) * stride] = static_cast<float>(sum / count);
  }
}

}  // namespace

Image box_mean(const Image& image, int radius, Wrap wrap) {
  Image across = image, mean = image;
  const auto row = static_cast<std::size_t>(image.width);
  for (int y = 0; y < image.height; ++y)
    mean_line(image.at(y, 0), across.at(y, 0), image.width, 1, radius, wrap.x);
  for (int x = 0; x < image.width; ++x)
    mean_line(across.at(0, x), mean.at(0, x), image.height, row, radius, wrap.y);
  return mean;
}

}  // namespace doodle
