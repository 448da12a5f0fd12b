#include "style/colours.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "image/grey.h"
#include "image/pyramid.h"
#include "kernels/transport.h"

namespace doodle {
namespace {

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;

struct Moments {
  Vector mean{};
  Matrix covariance{};
};

std::size_t pixel_count(const Image& image) {
  return image.pixels.size() / 3;
}

Moments moments(const Image& image) {
  Moments m;
  const auto count = static_cast<double>(pixel_count(image));
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    m.mean[i % 3] += static_cast<double>(image.pixels[i]) / count;
  for (std::size_t p = 0; p < pixel_count(image); ++p)
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j)
        m.covariance[i][j] += (static_cast<double>(image.pixels[3 * p + i]) - m.mean[i]) *
                              (static_cast<double>(image.pixels[3 * p + j]) - m.mean[j]) / count;
  for (std::size_t i = 0; i < 3; ++i)
    m.covariance[i][i] += 1;  // a level: grey pictures have no spread in colour
  return m;
}

/// The lower triangle L with L L^T = m.
Matrix cholesky(const Matrix& m) {
  Matrix lower{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = m[i][j];
      for (std::size_t k = 0; k < j; ++k) rest -= lower[i][k] * lower[j][k];
      lower[i][j] = i == j ? std::sqrt(std::max(rest, 1e-12)) : rest / lower[j][j];
    }
  }
  return lower;
}

/// x with L x = b.
Vector solve(const Matrix& lower, const Vector& b) {
  Vector x{};
  for (std::size_t i = 0; i < 3; ++i) {
    double rest = b[i];
    for (std::size_t k = 0; k < i; ++k) rest -= lower[i][k] * x[k];
    x[i] = rest / lower[i][i];
  }
  return x;
}

Image grey(Image image) {
  make_grey(image);
  return image;
}

/// A grey picture with the mean and the spread of lightness of another: a dark style would have to turn it
/// dark.
Image match_lightness(Image image, const Image& like) {
  const Moments from = moments(image), to = moments(like);
  const double gain = std::sqrt(to.covariance[0][0] / from.covariance[0][0]);
  for (float& value : image.pixels) {
    const double moved = to.mean[0] + gain * (static_cast<double>(value) - from.mean[0]);
    value = static_cast<float>(std::clamp(moved, 0.0, 255.0));
  }
  return image;
}

/// The sorted values of one channel.
std::vector<float> sorted_channel(const Image& image, std::size_t channel) {
  std::vector<float> values;
  for (std::size_t p = 0; p < pixel_count(image); ++p) values.push_back(image.pixels[3 * p + channel]);
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

Image match_colours(const Image& image, const Image& like) {
  const Moments from = moments(image), to = moments(like);
  const Matrix from_factor = cholesky(from.covariance), to_factor = cholesky(to.covariance);
  Image out = image;
  for (std::size_t p = 0; p < pixel_count(image); ++p) {
    Vector apart{};
    for (std::size_t i = 0; i < 3; ++i)
      apart[i] = static_cast<double>(image.pixels[3 * p + i]) - from.mean[i];
    const Vector white = solve(from_factor, apart);
    for (std::size_t i = 0; i < 3; ++i) {
      double value = to.mean[i];
      for (std::size_t k = 0; k <= i; ++k) value += to_factor[i][k] * white[k];
      out.pixels[3 * p + i] = static_cast<float>(std::clamp(value, 0.0, 255.0));
    }
  }
  return out;
}

Image match_histograms(const Image& image, const Image& like) {
  Image out = image;
  for (std::size_t c = 0; c < 3; ++c) {
    const std::vector<float> from = sorted_channel(image, c), to = sorted_channel(like, c);
    for (std::size_t p = 0; p < pixel_count(image); ++p) {
      const float rank = rank_of(from.data(), static_cast<int>(from.size()), image.pixels[3 * p + c]);
      out.pixels[3 * p + c] = quantile_at(to.data(), static_cast<int>(to.size()), rank);
    }
  }
  return out;
}

void apply_colours(StyleProblem& problem) {
  const std::string& colours = problem.options.colours;
  if (colours == "style") return;
  if (colours == "luminance") {
    problem.colours = problem.content;
    problem.content = grey(problem.content);
  }
  for (Image& style : problem.styles) {
    if (colours == "histogram") style = match_histograms(style, problem.content);
    if (colours == "linear") style = match_colours(style, problem.content);
    if (colours == "luminance") style = match_lightness(grey(style), problem.content);
  }
}

Image restore_colours(const StyleProblem& problem, Image painted) {
  if (problem.colours.empty()) return painted;
  const Image colours = scale_to(problem.colours, painted.size());
  for (std::size_t p = 0; p < pixel_count(painted); ++p) {
    const float change = luma(&painted.pixels[3 * p]) - luma(&colours.pixels[3 * p]);
    for (std::size_t c = 0; c < 3; ++c)
      painted.pixels[3 * p + c] = std::clamp(colours.pixels[3 * p + c] + change, 0.0f, 255.0f);
  }
  return painted;
}

}  // namespace doodle
