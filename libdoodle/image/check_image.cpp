#include "image/check_image.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/check.h"

namespace doodle {
namespace {

void require_finite(const std::vector<float>& values, std::size_t per_pixel, int width,
                    const std::string& name) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    const std::size_t pixel = i / per_pixel, columns = static_cast<std::size_t>(width);
    require<BadInput>(false, "{} has {} at pixel ({}, {}); every value must be a finite number", name,
                      std::isnan(values[i]) ? "NaN" : "infinity", pixel % columns, pixel / columns);
  }
}

}  // namespace

void require_consistent(const Image& image, const std::string& name) {
  require<BadInput>(image.channels == 1 || image.channels == 3,
                    "{} has {} channels; it must have 1 (grey) or 3 (RGB)", name, image.channels);
  require<BadInput>(side_fits(image.width) && side_fits(image.height),
                    "{} is {}x{} pixels; sides must be 1 to {}", name, image.width, image.height,
                    largest_side);
  const std::size_t positions =
      static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
  const std::size_t values = positions * static_cast<std::size_t>(image.channels);
  require<BadInput>(image.pixels.size() == values,
                    "{} has {} values where {}x{} pixels of {} channels need {}", name, image.pixels.size(),
                    image.width, image.height, image.channels, values);
  require<BadInput>(image.alpha.empty() || image.alpha.size() == positions,
                    "{} has {} alpha values where {}x{} pixels need {} or none", name, image.alpha.size(),
                    image.width, image.height, positions);
}

void require_finite(const Image& image, const std::string& name) {
  require_finite(image.pixels, static_cast<std::size_t>(image.channels), image.width, name);
  require_finite(image.alpha, 1, image.width, name);
}

Image checked_input(const Image& image, const std::string& what) {
  require<BadInput>(!image.empty(), "{} has no pixels", what);
  require<BadInput>(image.channels == 1 || image.channels == 3, "{} has {} channels; it must have 1 or 3",
                    what, image.channels);
  require<BadInput>(std::max(image.width, image.height) <= largest_file_side,
                    "{} is {}x{}; at most {} pixels a side can be used", what, image.width, image.height,
                    largest_file_side);
  const std::size_t samples = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) *
                              static_cast<std::size_t>(image.channels);
  require<BadInput>(image.pixels.size() == samples, "{} holds {} values; {}x{} with {} channels needs {}",
                    what, image.pixels.size(), image.width, image.height, image.channels, samples);
  const bool finite =
      std::all_of(image.pixels.begin(), image.pixels.end(), [](float v) { return v - v == 0; });
  require<BadInput>(finite, "{} contains NaN or infinity", what);
  Image rgb = to_rgb(image);
  rgb.alpha.clear();
  return rgb;
}

}  // namespace doodle
