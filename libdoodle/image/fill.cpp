#include "image/fill.h"

#include <algorithm>

namespace doodle {
namespace {

bool is_clear(float alpha) {
  return alpha < 0.5f;
}

/// Half as large, by area; what any visible pixel reaches into can be seen.
Image halved(const Image& image) {
  Image small = resize(image, {(image.width + 1) / 2, (image.height + 1) / 2}, Filter::area);
  for (float& alpha : small.alpha) alpha = alpha > 1e-3f ? 1.0f : 0.0f;
  return small;
}

}  // namespace

Image filled(const Image& image, Wrap wrap) {
  Image result = image;
  for (float& alpha : result.alpha) alpha = is_clear(alpha) ? 0.0f : 1.0f;
  const std::vector<float> alpha = result.alpha;
  const auto clear = std::count(alpha.begin(), alpha.end(), 0.0f);
  if (clear > 0 && clear < std::ssize(alpha)) {
    const Image around = resize(filled(halved(result), wrap), image.size(), Filter::bicubic, wrap);
    for (std::size_t p = 0; p < alpha.size(); ++p)
      if (alpha[p] == 0)
        std::copy_n(&around.pixels[p * image.channels], image.channels, &result.pixels[p * image.channels]);
  } else if (clear > 0) {
    std::fill(result.pixels.begin(), result.pixels.end(), 127.5f);
  }
  result.alpha.clear();
  return result;
}

}  // namespace doodle
