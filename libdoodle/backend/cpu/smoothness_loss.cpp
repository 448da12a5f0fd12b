#include "backend/cpu/operations.h"
#include "base/check.h"
#include "base/parallel.h"
#include "kernels/smoothness.h"

namespace doodle::cpu {
namespace {

/// A row of an image and the gradient's row, and the distances to the neighbours right and below, in floats.
struct Row {
  const float* image;
  float* gradient;
  int right;
  int down;
  float scale;
};

/// The terms at the row's own positions: their sum, and their derivatives to these positions.
double own_terms(const Row& row, int count) {
  double sum = 0;
  for (int i = 0; i < count; ++i) {
    const float down = row.image[i] - row.image[i + row.down],
                right = row.image[i] - row.image[i + row.right];
    sum += static_cast<double>(smoothness_term(down, right));
    row.gradient[i] += row.scale * smoothness_slope(down, right) * (down + right);
  }
  return sum;
}

/// The derivatives of the same terms to the positions on their right.
void terms_from_left(const Row& row, int count) {
  for (int i = 0; i < count; ++i) {
    const float down = row.image[i] - row.image[i + row.down],
                right = row.image[i] - row.image[i + row.right];
    row.gradient[i + row.right] -= row.scale * smoothness_slope(down, right) * right;
  }
}

/// The derivatives of the terms of the row above to the positions of this one.
void terms_from_above(const Row& row, int count) {
  const float* above = row.image - row.down;
  for (int i = 0; i < count; ++i) {
    const float down = above[i] - row.image[i], right = above[i] - above[i + row.right];
    row.gradient[i] -= row.scale * smoothness_slope(down, right) * down;
  }
}

}  // namespace

void smoothness_loss(const Tensor<float>& image, double weight, LossOutput out) {
  const Shape shape = image.shape();
  expect(out.gradient.shape() == shape, "smoothness_loss: shapes do not fit");
  if (shape.height < 2 || shape.width < 2) return;
  const int stride = shape.width * shape.channels, count = stride - shape.channels;
  const double mean = weight / (static_cast<double>(shape.height - 1) * count);
  const double sum = parallel_sum(shape.height, 1, [&](std::int64_t y, std::int64_t) {
    const Row row{image.data() + y * stride, out.gradient.data() + y * stride, shape.channels, stride,
                  static_cast<float>(mean)};
    if (y > 0) terms_from_above(row, count);
    if (y + 1 == shape.height) return 0.0;
    terms_from_left(row, count);
    return own_terms(row, count);
  });
  *out.loss.data() += mean * sum;
}

}  // namespace doodle::cpu
