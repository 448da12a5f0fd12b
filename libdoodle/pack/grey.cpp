#include "pack/grey.h"

namespace doodle {

bool is_grey(const Image& image) {
  if (image.channels == 1) return true;
  for (std::size_t i = 0; i * 3 < image.pixels.size(); ++i) {
    const float* rgb = &image.pixels[i * 3];
    const bool visible = image.alpha.empty() || image.alpha[i] > 0;
    if (visible && (rgb[0] != rgb[1] || rgb[1] != rgb[2])) return false;
  }
  return true;
}

void make_grey(Image& image) {
  if (image.channels == 1) return;
  for (std::size_t i = 0; i + 2 < image.pixels.size(); i += 3) {
    float* rgb = &image.pixels[i];
    if (rgb[0] == rgb[1] && rgb[1] == rgb[2]) continue;  // whose mean may differ in its last bit
    rgb[0] = rgb[1] = rgb[2] = (rgb[0] + rgb[1] + rgb[2]) / 3;
  }
}

}  // namespace doodle
