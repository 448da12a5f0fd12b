#include <array>

#include "backend/cpu/operations.h"
#include "backend/cpu/style_lookup.h"
#include "base/check.h"
#include "base/parallel.h"
#include "base/vectorise.h"
#include "kernels/squared_difference.h"

namespace doodle::cpu {
namespace {

/// The features at one position, and the style's features that the patches covering it ask for there.
struct Position {
  const float* features;
  std::array<const float*, 9> targets;
  int count = 0;
};

/// gradient[c] += scale * sum_t (f[c] - t[c]); returns sum_t sum_c (f[c] - t[c])^2. Sixteen channels stay in
/// registers while the up to nine targets pass.
DOODLE_VECTORISED double position_loss(const Position& at, int channels, float scale, float* gradient) {
  Lanes square = {};
  int c = 0;
  for (; c + lane_count <= channels; c += lane_count) {
    const Lanes value = *reinterpret_cast<const UnalignedLanes*>(at.features + c);
    Lanes difference = {};
    for (int t = 0; t < at.count; ++t) {
      const Lanes target =
          *reinterpret_cast<const UnalignedLanes*>(at.targets[static_cast<std::size_t>(t)] + c);
      add_squared_difference(value, target, difference, square);
    }
    *reinterpret_cast<UnalignedLanes*>(gradient + c) += scale * difference;
  }
  double sum = 0;
  for (int l = 0; l < lane_count; ++l) sum += static_cast<double>(square[l]);
  for (; c < channels; ++c) {
    float difference = 0, rest = 0;
    for (int t = 0; t < at.count; ++t) {
      add_squared_difference(at.features[c], at.targets[static_cast<std::size_t>(t)][c], difference, rest);
    }
    gradient[c] += scale * difference;
    sum += static_cast<double>(rest);
  }
  return sum;
}

}  // namespace

void patch_loss(const Tensor<float>& features, const std::vector<Tensor<float>>& styles,
                const Tensor<std::int32_t>& matches, double weight, LossOutput out) {
  const Shape shape = features.shape();
  const int rows = shape.height - 2, columns = shape.width - 2, channels = shape.channels;
  expect(
      rows > 0 && columns > 0 && matches.shape() == Shape{rows, columns, 1} && out.gradient.shape() == shape,
      "patch_loss: shapes do not fit");
  std::vector<Shape> style_shapes;
  for (const auto& style : styles) {
    expect(style.shape().channels == channels, "patch_loss: a style has other channels");
    style_shapes.push_back(style.shape());
  }
  const std::vector<StylePatch> patches = locate_patches(matches, patch_ranges(style_shapes));
  const double mean = weight / (9.0 * static_cast<double>(matches.size()) * channels);
  const auto scale = static_cast<float>(2 * mean);

  const double sum = parallel_sum(shape.height, 1, [&](std::int64_t row, std::int64_t) {
    const int y = static_cast<int>(row);
    double row_sum = 0;
    for (int x = 0; x < shape.width; ++x) {
      const std::int64_t offset = (row * shape.width + x) * channels;
      Position at{features.data() + offset, {}, 0};
      for_each_covering_patch(y, x, rows, columns, [&](int patch, int dy, int dx) {
        const StylePatch match = patches[static_cast<std::size_t>(patch)];
        const Tensor<float>& style = styles[static_cast<std::size_t>(match.style)];
        const std::int64_t position = std::int64_t{match.row + dy} * style.shape().width + match.column + dx;
        at.targets[static_cast<std::size_t>(at.count++)] = style.data() + position * channels;
      });
      row_sum += position_loss(at, channels, scale, out.gradient.data() + offset);
    }
    return row_sum;
  });
  *out.loss.data() += mean * sum;
}

}  // namespace doodle::cpu
