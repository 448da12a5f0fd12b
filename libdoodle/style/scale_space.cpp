#include "style/scale_space.h"

#include <algorithm>
#include <array>

#include "base/expect.h"
#include "synthesis/resized.h"

namespace doodle {
namespace {

constexpr int kSmallest = 8;
/// Floats to which each scale's values are padded: kernels like aligned rows.
constexpr std::size_t kAlign = 64;
constexpr Box kUnbounded{-1e30f, 1e30f};

/// Twice as many samples, or one less, by linear interpolation; at the ends the outermost counts twice.
std::vector<Taps> doubling(int from, int to, float gain) {
  std::vector<Taps> taps;
  for (int i = 0; i < to; ++i) {
    const int near = i / 2, far = i % 2 == 0 ? near - 1 : near + 1;
    if (far < 0 || far == from)
      taps.push_back({near, {gain}});
    else if (far < near)
      taps.push_back({far, {0.25f * gain, 0.75f * gain}});
    else
      taps.push_back({near, {0.75f * gain, 0.25f * gain}});
  }
  return taps;
}

/// The taps from each of `samples` to what they were taken for, which are neighbours.
std::vector<Taps> transposed_taps(const std::vector<Taps>& taps, int samples) {
  std::vector<Taps> result(static_cast<std::size_t>(samples));
  for (std::size_t i = 0; i < taps.size(); ++i)
    for (std::size_t t = 0; t < taps[i].weights.size(); ++t) {
      Taps& back = result[static_cast<std::size_t>(taps[i].first) + t];
      if (back.weights.empty()) back.first = static_cast<int>(i);
      back.weights.push_back(taps[i].weights[t]);
    }
  return result;
}

/// The matrix that keeps the mean of three channels and multiplies what they differ from it.
Tensor<float> mixing(Backend& backend, float chroma) {
  std::array<float, 9> matrix;
  matrix.fill((1 - chroma) / 3);
  for (std::size_t c = 0; c < 3; ++c) matrix[4 * c] += chroma;
  return backend.upload<float>({3, 3, 1}, matrix.data());
}

}  // namespace

ScaleSpace::ScaleSpace(Backend& backend, const Tensor<float>& image, const Options& options)
    : backend_(backend) {
  if (options.scales == 0) {
    parameters_ = image;
    return;
  }
  expect(image.shape().channels == 3, "scale space: pictures have three channels");
  std::size_t size = 0;
  for (Shape shape = image.shape(); static_cast<int>(scales_.size()) < options.scales;) {
    scales_.push_back({shape, size, {}, {}, {}, {}, {}});
    size += (shape.size() + kAlign - 1) / kAlign * kAlign;
    shape = {(shape.height + 1) / 2, (shape.width + 1) / 2, 3};
    if (std::min(shape.height, shape.width) < kSmallest) break;
  }
  for (std::size_t s = 0; s + 1 < scales_.size(); ++s) {
    Scale& scale = scales_[s];
    const Shape next = scales_[s + 1].shape;
    const std::vector<Taps> columns = doubling(next.width, scale.shape.width, 1);
    const std::vector<Taps> rows = doubling(next.height, scale.shape.height, options.gain);
    scale.up_columns = upload_taps(backend, columns, next.width);
    scale.up_rows = upload_taps(backend, rows, next.height);
    scale.down_columns = upload_taps(backend, transposed_taps(columns, next.width), scale.shape.width);
    scale.down_rows = upload_taps(backend, transposed_taps(rows, next.height), scale.shape.height);
    scale.sum = backend.allocate<float>(scale.shape);
  }
  mix_ = mixing(backend, options.chroma);
  parameters_ = backend.allocate<float>({1, static_cast<int>(size), 1});
  slope_ = backend.allocate<float>(parameters_.shape());
  backend.zero(parameters_);
  backend.zero(slope_);
  Tensor<float> finest = part(parameters_, 0);
  backend.add_product(image, mixing(backend, 1 / options.chroma), {}, 1, finest);
}

Tensor<float> ScaleSpace::part(const Tensor<float>& parameters, std::size_t s) const {
  const auto whole = std::make_shared<Tensor<float>>(parameters);
  return {scales_[s].shape, std::shared_ptr<float>(whole, whole->data() + scales_[s].begin)};
}

void ScaleSpace::paint(const Tensor<float>& parameters, Tensor<float>& image) {
  if (scales_.empty()) {
    if (parameters.data() != image.data())
      backend_.copy_bytes(parameters.data(), image.data(), image.size() * sizeof(float));
    return;
  }
  for (std::size_t s = scales_.size() - 1; s-- > 0;) {
    Scale& scale = scales_[s];
    const bool last = s + 2 == scales_.size();
    backend_.resample(last ? part(parameters, s + 1) : scales_[s + 1].sum, scale.up_columns, scale.up_rows,
                      kUnbounded, scale.sum);
    backend_.add_block(part(parameters, s), {0, 0, 0, 0, scale.shape.height, scale.shape.width}, scale.sum);
  }
  backend_.zero(image);
  backend_.add_product(scales_.size() == 1 ? part(parameters, 0) : scales_[0].sum, mix_, {}, 1, image);
}

const Tensor<float>& ScaleSpace::slope(const Tensor<float>& gradient) {
  if (scales_.empty()) return gradient;
  Tensor<float> finest = part(slope_, 0);
  backend_.zero(finest);
  backend_.add_product(gradient, mix_, {}, 1, finest);
  for (std::size_t s = 0; s + 1 < scales_.size(); ++s) {
    Tensor<float> next = part(slope_, s + 1);
    backend_.resample(part(slope_, s), scales_[s].down_columns, scales_[s].down_rows, kUnbounded, next);
  }
  return slope_;
}

}  // namespace doodle
