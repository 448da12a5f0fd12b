#include "image/grey.h"

namespace doodle {

float luma(const float* rgb) {
  if (rgb[0] == rgb[1] && rgb[1] == rgb[2]) return rgb[0];
  return 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
}

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
  for (std::size_t i = 0; i < single.pixels.size(); ++i) single.pixels[i] = luma(&image.pixels[3 * i]);
  return single;
}

void make_grey(Image& image) {
  if (image.channels == 1) return;
  for (std::size_t i = 0; i + 2 < image.pixels.size(); i += 3) {
    float* rgb = &image.pixels[i];
    rgb[0] = rgb[1] = rgb[2] = luma(rgb);
  }
}

}  // namespace doodle
