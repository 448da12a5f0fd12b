#include "upscale/local_colours.h"

#include <algorithm>
#include <utility>

#include "base/parallel.h"
#include "image/torus.h"

namespace doodle {

LocalPalette::LocalPalette(const Image& source, Size painted, const Regions& regions, Wrap wrap)
    : source_(source),
      painted_(painted),
      wrap_(wrap),
      source_regions_(regions_at(regions, source.size()).own),
      regions_(regions_at(regions, painted)) {}

std::size_t LocalPalette::source_index(int x, int y) const {
  return static_cast<std::size_t>(axis_sample(y, source_.height, wrap_.y)) * source_.width +
         axis_sample(x, source_.width, wrap_.x);
}

LocalColours LocalPalette::at(int x, int y) const {
  const float u = (static_cast<float>(x) + 0.5f) * source_.width / painted_.width,
              v = (static_cast<float>(y) + 0.5f) * source_.height / painted_.height;
  const int left = static_cast<int>(u), top = static_cast<int>(v);
  const std::size_t pixel = static_cast<std::size_t>(y) * painted_.width + x;
  const int own = regions_.own[pixel], beside = regions_.beside[pixel];
  LocalColours local;
  float nearest = 1e9f;
  for (const bool any : {false, true}) {
    for (int row = top - 1; row <= top + 1; ++row)
      for (int column = left - 1; column <= left + 1; ++column) {
        const std::size_t i = source_index(column, row);
        const int there = source_regions_[i];
        if (!any && there != own && there != beside) continue;
        const float* rgb = &source_.pixels[3 * i];
        local.colours[local.count++] = {rgb[0], rgb[1], rgb[2]};
        const float dx = u - static_cast<float>(column) - 0.5f, dy = v - static_cast<float>(row) - 0.5f;
        const float away = dx * dx + dy * dy;
        if (away >= nearest || (there != own && !any)) continue;
        std::swap(local.colours.front(), local.colours[local.count - 1]);
        nearest = away;
      }
    if (local.count > 0) break;
  }
  return local;
}

Image LocalPalette::redrawn() const {
  Image image = make_image(painted_.width, painted_.height);
  image.type = SampleType::f32;
  parallel_for(painted_.height, [&](std::int64_t row) {
    const int y = static_cast<int>(row);
    for (int x = 0; x < painted_.width; ++x) {
      const Colour own = at(x, y).colours.front();
      std::copy(own.begin(), own.end(), image.at(y, x));
    }
  });
  return image;
}

}  // namespace doodle
