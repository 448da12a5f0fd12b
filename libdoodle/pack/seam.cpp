#include <cmath>
#include <cstdint>
#include <limits>

#include "base/expect.h"
#include "doodle/pack.h"

namespace doodle {
namespace {

/// A weighted mean of steps.
struct Steps {
  double sum = 0, weight = 0;
  double mean() const { return weight > 0 ? sum / weight : 0; }
};

void add_step(const Image& image, std::size_t a, std::size_t b, Steps& steps) {
  const double weight = image.alpha.empty() ? 1 : static_cast<double>(image.alpha[a]) * image.alpha[b];
  const auto channels = static_cast<std::size_t>(image.channels);
  double step = 0;
  for (std::size_t c = 0; c < channels; ++c)
    step += std::abs(static_cast<double>(image.pixels[a * channels + c]) - image.pixels[b * channels + c]);
  steps.sum += weight * step / static_cast<double>(channels);
  steps.weight += weight;
}

/// For lines of `length` pixels that lie `stride` apart, the next line `next` further.
double score(const Image& image, int length, std::size_t stride, int lines, std::size_t next) {
  Steps inside, seam;
  for (int line = 0; line < lines; ++line) {
    const std::size_t begin = static_cast<std::size_t>(line) * next;
    const auto at = [&](int i) { return begin + static_cast<std::size_t>(i) * stride; };
    for (int i = 0; i + 1 < length; ++i) add_step(image, at(i), at(i + 1), inside);
    add_step(image, at(length - 1), at(0), seam);
  }
  if (seam.mean() == 0) return inside.mean() == 0 ? 1 : 0;
  return inside.mean() == 0 ? std::numeric_limits<double>::infinity() : seam.mean() / inside.mean();
}

/// The mean step from the last of `length` pixels to the first, over `lines`, as above.
double seam_step(const Image& image, int length, std::size_t stride, int lines, std::size_t next) {
  Steps seam;
  for (int line = 0; line < lines; ++line) {
    const std::size_t begin = static_cast<std::size_t>(line) * next;
    add_step(image, begin + static_cast<std::size_t>(length - 1) * stride, begin, seam);
  }
  return seam.mean();
}

}  // namespace

SeamScore seam_score(const Image& image) {
  if (image.empty()) return {};
  const auto width = static_cast<std::size_t>(image.width);
  return {score(image, image.width, 1, image.height, width),
          score(image, image.height, width, image.width, 1)};
}

SeamScore seam_against(const Image& image, const Image& reference) {
  expect(image.size() == reference.size(), "a seam and its reference have different sizes");
  if (image.empty()) return {};
  constexpr double unseen = 1;  // of 255 levels
  const auto width = static_cast<std::size_t>(image.width);
  const auto step_x = [&](const Image& i) { return seam_step(i, i.width, 1, i.height, width) + unseen; };
  const auto step_y = [&](const Image& i) { return seam_step(i, i.height, width, i.width, 1) + unseen; };
  return {step_x(image) / step_x(reference), step_y(image) / step_y(reference)};
}

}  // namespace doodle
