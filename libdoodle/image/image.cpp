#include "doodle/image.h"

#include "base/check.h"
#include "image/check_image.h"

namespace doodle {

Image make_image(int width, int height, int channels, float value) {
  require<BadInput>(side_fits(width) && side_fits(height),
                    "an image of {}x{} pixels is not possible; sides are 1 to {}", width, height,
                    largest_side);
  require<BadInput>(channels == 1 || channels == 3,
                    "an image of {} channels is not possible; it has 1 (grey) or 3 (RGB)", channels);
  Image image;
  image.width = width;
  image.height = height;
  image.channels = channels;
  image.pixels.assign(static_cast<std::size_t>(width) * height * channels, value);
  return image;
}

Image to_rgb(const Image& image) {
  if (image.channels == 3) return image;
  Image rgb = make_image(image.width, image.height, 3);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    for (std::size_t c = 0; c < 3; ++c) rgb.pixels[3 * i + c] = image.pixels[i];
  rgb.alpha = image.alpha;
  rgb.type = image.type;  // the profile stays behind: one for grey says nothing about RGB
  return rgb;
}

}  // namespace doodle
