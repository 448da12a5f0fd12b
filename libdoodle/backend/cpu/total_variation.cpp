#include "kernels/total_variation.h"

#include "backend/cpu/operations.h"
#include "base/check.h"
#include "base/parallel.h"

namespace doodle::cpu {

void total_variation_loss(const Tensor<float>& image, double weight, LossOutput out) {
  const Shape shape = image.shape();
  expect(image.size() > 0 && out.gradient.shape() == shape, "total_variation_loss: shapes do not fit");
  const std::int64_t right = shape.channels, down = right * shape.width;
  const double mean = weight / static_cast<double>(image.size());
  const auto scale = static_cast<float>(mean);
  const double sum = parallel_sum(shape.height, 1, [&](std::int64_t y, std::int64_t) {
    const float* row = image.data() + y * down;
    float* gradient = out.gradient.data() + y * down;
    double terms = 0;
    for (std::int64_t i = 0; i < down; ++i) {
      const Neighbours has{y > 0, i >= right, y + 1 < shape.height, i + right < down};
      float slope = 0;
      terms += static_cast<double>(total_variation_at(row + i, right, down, has, slope));
      gradient[i] += scale * slope;
    }
    return terms;
  });
  *out.loss.data() += mean * sum;
}

}  // namespace doodle::cpu
