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

Image with_channels(const Image& image, int channels) {
  if (channels == image.channels) return image;
  if (channels == 3) return to_rgb(image);
  Image single = make_image(image.width, image.height, 1);
  single.alpha = image.alpha;
  single.type = image.type;
  for (std::size_t i = 0; i < single.pixels.size(); ++i)
    single.pixels[i] = (image.pixels[3 * i] + image.pixels[3 * i + 1] + image.pixels[3 * i + 2]) / 3;
  return single;
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
