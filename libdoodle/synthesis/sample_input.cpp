#include "synthesis/sample_input.h"

#include <fmt/format.h>

#include <algorithm>

#include "image/check_image.h"
#include "image/fill.h"
#include "image/grey.h"

namespace doodle {

Image fitted_to(const Image& map, Size size, const std::string& what, std::vector<std::string>& notices) {
  if (map.size() == size) return map;
  notices.push_back(fmt::format("the {} is {}x{} and its image {}x{}: the {} was resized", what, map.width,
                                map.height, size.width, size.height, what.substr(0, what.find(' '))));
  return resize(map, size, Filter::nearest);
}

std::vector<bool> white_pixels(const Image& mask, Size size, const std::string& what,
                               std::vector<std::string>& notices) {
  constexpr float kMiddle = 127.5f;
  Image grey = with_channels(checked_input(mask, "the " + what), 1);
  require_consistent(mask, "the " + what);
  for (std::size_t p = 0; p < mask.alpha.size(); ++p)
    if (mask.alpha[p] < 0.5f) grey.pixels[p] = 0;
  grey = fitted_to(grey, size, what, notices);
  std::vector<bool> white(grey.pixels.size());
  for (std::size_t p = 0; p < white.size(); ++p) white[p] = grey.pixels[p] >= kMiddle;
  return white;
}

Image sample_image(const Style& style, std::size_t index, std::vector<std::string>& notices) {
  const std::string name = fmt::format("style image {}", index + 1);
  Image image = checked_input(style.image, name);
  require_consistent(style.image, name);
  require_finite(style.image, name);
  std::vector<float> alpha(static_cast<std::size_t>(image.width) * image.height, 1.0f);
  for (std::size_t p = 0; p < style.image.alpha.size(); ++p)
    if (style.image.alpha[p] < 0.5f) alpha[p] = 0;
  if (style.mask) {
    const std::vector<bool> white =
        white_pixels(*style.mask, image.size(), fmt::format("mask of style {}", index + 1), notices);
    for (std::size_t p = 0; p < alpha.size(); ++p)
      if (!white[p]) alpha[p] = 0;
  }
  if (std::all_of(alpha.begin(), alpha.end(), [](float a) { return a == 1; })) return image;
  image.alpha = alpha;
  image = filled(image);
  image.alpha = std::move(alpha);
  return image;
}

}  // namespace doodle
