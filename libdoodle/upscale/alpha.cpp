#include "upscale/alpha.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "upscale/outline.h"

namespace doodle {
namespace {

/// Calls body(offset) for the four pixels beside (x, y): around the torus where it wraps, none beyond a side
/// that does not. What lies at a corner is often what an outline is there to hide.
template <class Body>
void for_neighbours(Size size, Wrap wrap, int x, int y, const Body& body) {
  for (const auto& [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
    int nx = x + dx, ny = y + dy;
    if (wrap.x) nx = (nx + size.width) % size.width;
    if (wrap.y) ny = (ny + size.height) % size.height;
    const bool inside = nx >= 0 && ny >= 0 && nx < size.width && ny < size.height;
    if (inside) body(static_cast<std::size_t>(ny) * size.width + nx);
  }
}

/// Gives the unknown pixels beside known ones the mean of these; false when nothing was left to do or to go
/// by.
bool grow(Image& image, std::vector<char>& known, Wrap wrap) {
  const std::vector<char> before = known;
  bool grown = false;
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) {
      if (before[static_cast<std::size_t>(y) * image.width + x]) continue;
      float sum[3] = {0, 0, 0};
      int count = 0;
      for_neighbours(image.size(), wrap, x, y, [&](std::size_t n) {
        if (!before[n]) return;
        for (int c = 0; c < image.channels; ++c) sum[c] += image.pixels[n * image.channels + c];
        ++count;
      });
      if (count == 0) continue;
      for (int c = 0; c < image.channels; ++c) image.at(y, x)[c] = sum[c] / static_cast<float>(count);
      known[static_cast<std::size_t>(y) * image.width + x] = 1;
      grown = true;
    }
  return grown;
}

/// What parts the clear from the opaque.
constexpr float kMiddle = 0.5f;

std::vector<float> enlarged(const std::vector<float>& values, Size from, Size size, Wrap wrap) {
  Image plane = make_image(from.width, from.height, 1);
  plane.type = SampleType::f32;  // overshoots are kept: they tell pixels apart
  plane.pixels = values;
  return resize(plane, size, Filter::bicubic, wrap).pixels;
}

double share_above(const std::vector<float>& values, float limit) {
  const auto above = std::count_if(values.begin(), values.end(), [&](float v) { return v > limit; });
  return static_cast<double>(above) / static_cast<double>(values.size());
}

/// How far inside the smooth outline of what is more than half opaque each pixel is, in pixels of the source.
/// Far from it `smooth` tells pixels apart.
std::vector<float> depth_inside(const Image& source, Size size, Wrap wrap, const std::vector<float>& smooth) {
  constexpr float kLimit = 0.5f, kFaint = 0.01f;
  std::vector<int> solid(source.alpha.size());
  for (std::size_t i = 0; i < solid.size(); ++i) solid[i] = source.alpha[i] > kMiddle ? 1 : 0;
  std::vector<float> depth =
      outline_distance(outlines(solid, source.size(), wrap), 1, source.size(), size, kLimit);
  for (std::size_t i = 0; i < depth.size(); ++i) depth[i] += kFaint * (smooth[i] - kMiddle);
  return depth;
}

/// Which of the values are among the greatest `share` of them; equal ones are all in.
std::vector<char> upper_share(const std::vector<float>& values, double share) {
  const auto wanted = static_cast<std::size_t>(std::lround(share * static_cast<double>(values.size())));
  std::vector<char> upper(values.size(), 0);
  if (wanted == 0) return upper;
  std::vector<float> sorted = values;
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(wanted - 1), sorted.end(),
                   std::greater<>());
  for (std::size_t i = 0; i < values.size(); ++i) upper[i] = values[i] >= sorted[wanted - 1];
  return upper;
}

}  // namespace

bool is_cutout(const Image& image) {
  const auto hard = [](float a) { return a <= 0 || a >= 1; };
  return std::all_of(image.alpha.begin(), image.alpha.end(), hard) &&
         std::any_of(image.alpha.begin(), image.alpha.end(), [](float a) { return a <= 0; });
}

Image bled(const Image& image, Wrap wrap) {
  if (image.alpha.empty()) return image;
  Image result = image;
  std::vector<char> known(image.alpha.size());
  for (std::size_t i = 0; i < known.size(); ++i) known[i] = image.alpha[i] > 0;
  while (grow(result, known, wrap)) {
  }
  return result;
}

Image solid_part(const Image& image) {
  Image solid = image;
  for (float& a : solid.alpha)
    if (a <= kMiddle) a = 0;
  const auto seen = [](float a) { return a > 0; };
  return std::any_of(solid.alpha.begin(), solid.alpha.end(), seen) ? solid : image;
}

void colour_faint_part(const Image& source, Wrap wrap, Image& enlarged) {
  if (solid_part(source).alpha == source.alpha) return;
  Image faint = source;
  for (float& a : faint.alpha)
    if (a > kMiddle) a = 0;
  faint = bled(faint, wrap);
  faint.alpha.clear();
  faint = resize(faint, enlarged.size(), Filter::bicubic, wrap);
  for (std::size_t i = 0; i < enlarged.alpha.size(); ++i)
    if (enlarged.alpha[i] <= kMiddle) std::copy_n(&faint.pixels[3 * i], 3, &enlarged.pixels[3 * i]);
}

std::vector<float> enlarged_alpha(const Image& source, Size size, Wrap wrap) {
  if (source.alpha.empty()) return {};
  const std::vector<float> smooth = enlarged(source.alpha, source.size(), size, wrap);
  const std::vector<char> inside =
      upper_share(depth_inside(source, size, wrap, smooth), share_above(source.alpha, kMiddle));
  std::vector<float> alpha(smooth.size());
  for (const bool side : {false, true}) {
    std::vector<float> weight(source.alpha.size()), weighted(source.alpha.size());
    for (std::size_t i = 0; i < weight.size(); ++i) {
      weight[i] = (source.alpha[i] > kMiddle) == side ? 1.0f : 0.0f;
      weighted[i] = weight[i] * source.alpha[i];
    }
    const std::vector<float> sum = enlarged(weighted, source.size(), size, wrap);
    const std::vector<float> total = enlarged(weight, source.size(), size, wrap);
    for (std::size_t i = 0; i < alpha.size(); ++i) {
      if (inside[i] != side) continue;
      const float mean = total[i] > 0.05f ? sum[i] / total[i] : smooth[i];
      alpha[i] = side ? std::clamp(mean, kMiddle, 1.0f) : std::clamp(mean, 0.0f, kMiddle);
    }
  }
  if (is_cutout(source))
    for (float& a : alpha) a = a > kMiddle ? 1.0f : 0.0f;
  return alpha;
}

}  // namespace doodle
