#include "base/expect.h"
#include "float_vector.h"
#include "kernels/smoothness.h"
#include "kernels/squared_difference.h"
#include "kernels/total_variation.h"
#include "operations.h"
#include "reduce.h"
#include "style_table.h"

namespace doodle::cuda {
namespace {

/// The squared differences of one value, and its gradient: a term of a sum that writes as it goes.
struct ContentTerm {
  const float* features;
  const float* target;
  float scale;
  float* gradient;
  DOODLE_DEVICE double operator()(std::size_t i) const {
    float difference = 0, square = 0;
    add_squared_difference(features[i], target[i], difference, square);
    gradient[i] += scale * difference;
    return static_cast<double>(square);
  }
};

/// The same for n channels of a position of a feature map against all matched patches that cover it.
template <int n>
struct PatchTerm {
  const float* features;
  const std::int32_t* matches;
  const PatchRange* ranges;
  const float* const* styles;
  const int* style_widths;
  int style_count, width, channels, rows, columns;
  float scale;
  float* gradient;
  DOODLE_DEVICE double operator()(std::size_t i) const {
    const int parts = channels / n;
    const int c = static_cast<int>(i % static_cast<std::size_t>(parts)) * n;
    const int position = static_cast<int>(i / static_cast<std::size_t>(parts));
    const FloatVector<n> value = read_vector<n>(features + i * n);
    FloatVector<n> difference{}, square{};
    for_each_covering_patch(
        position / width, position % width, rows, columns, [&](int patch, int dy, int dx) {
          const StylePatch match = locate_patch(ranges, style_count, matches[patch]);
          const std::int64_t at =
              static_cast<std::int64_t>(match.row + dy) * style_widths[match.style] + match.column + dx;
          const FloatVector<n> target = read_vector<n>(styles[match.style] + at * channels + c);
          DOODLE_UNROLL for (int j = 0; j < n; ++j)
              add_squared_difference(value.value[j], target.value[j], difference.value[j], square.value[j]);
        });
    FloatVector<n> slope = read_vector<n>(gradient + i * n);
    double sum = 0;
    DOODLE_UNROLL for (int j = 0; j < n; ++j) {
      slope.value[j] += scale * difference.value[j];
      sum += static_cast<double>(square.value[j]);
    }
    write_vector<n>(gradient + i * n, slope);
    return sum;
  }
};

/// An image, and where its values have neighbours of the same channel.
struct ImageGrid {
  const float* values;
  int height, width;
  std::ptrdiff_t right, down;  ///< from a value to these neighbours
  DOODLE_DEVICE Neighbours neighbours(std::size_t i) const {
    const int x = static_cast<int>(i / static_cast<std::size_t>(right)) % width;
    const int y = static_cast<int>(i / static_cast<std::size_t>(down));
    return {y > 0, x > 0, y + 1 < height, x + 1 < width};
  }
};

ImageGrid grid_of(const Tensor<float>& image) {
  const Shape shape = image.shape();
  return {image.data(), shape.height, shape.width, shape.channels,
          static_cast<std::ptrdiff_t>(shape.width) * shape.channels};
}

/// The term at a value's own position, and the derivatives of the three terms that the value is in.
struct SmoothnessTerm {
  ImageGrid grid;
  float scale;
  float* gradient;
  DOODLE_DEVICE double operator()(std::size_t i) const {
    const std::ptrdiff_t right = grid.right, down = grid.down;
    const Neighbours has = grid.neighbours(i);
    const float* at = grid.values + i;
    float sum = gradient[i];
    double own = 0;
    if (has.above && has.right) {
      const float d = at[-down] - at[0], r = at[-down] - at[right - down];
      sum -= scale * smoothness_slope(d, r) * d;
    }
    if (has.left && has.below) {
      const float d = at[-right] - at[down - right], r = at[-right] - at[0];
      sum -= scale * smoothness_slope(d, r) * r;
    }
    if (has.right && has.below) {
      const float d = at[0] - at[down], r = at[0] - at[right];
      own = static_cast<double>(smoothness_term(d, r));
      sum += scale * smoothness_slope(d, r) * (d + r);
    }
    gradient[i] = sum;
    return own;
  }
};

/// The term of total variation at a value's own position, and the derivatives of the three terms that the
/// value is in.
struct VariationTerm {
  ImageGrid grid;
  float scale;
  float* gradient;
  DOODLE_DEVICE double operator()(std::size_t i) const {
    float slope = 0;
    const float term = total_variation_at(grid.values + i, grid.right, grid.down, grid.neighbours(i), slope);
    gradient[i] += scale * slope;
    return static_cast<double>(term);
  }
};

}  // namespace

void patch_loss(Backend& backend, const Tensor<float>& features, const std::vector<Tensor<float>>& styles,
                const Tensor<std::int32_t>& matches, double weight, LossOutput out) {
  const Shape shape = features.shape();
  const int rows = shape.height - 2, columns = shape.width - 2;
  expect(
      rows > 0 && columns > 0 && matches.shape() == Shape{rows, columns, 1} && out.gradient.shape() == shape,
      "patch_loss: shapes do not fit");
  std::vector<Shape> shapes;
  for (const Tensor<float>& style : styles) {
    expect(style.shape().channels == shape.channels, "patch_loss: a style has other channels");
    shapes.push_back(style.shape());
  }
  const StyleTable<> table = make_style_table(backend, shapes, styles);
  const double mean = weight / (9.0 * static_cast<double>(matches.size()) * shape.channels);
  in_vectors(shape.channels, [&](auto n) {
    const PatchTerm<n> term{features.data(),
                            matches.data(),
                            table.ranges.data(),
                            table.maps.data(),
                            table.widths.data(),
                            table.count,
                            shape.width,
                            shape.channels,
                            rows,
                            columns,
                            static_cast<float>(2 * mean),
                            out.gradient.data()};
    add_sum(features.size() / n, term, mean, out.loss.data());
  });
}

void content_loss(const Tensor<float>& features, const Tensor<float>& target, double weight, LossOutput out) {
  expect(
      features.size() > 0 && features.shape() == target.shape() && features.shape() == out.gradient.shape(),
      "content_loss: shapes do not fit");
  const double mean = weight / static_cast<double>(features.size());
  add_sum(features.size(),
          ContentTerm{features.data(), target.data(), static_cast<float>(2 * mean), out.gradient.data()},
          mean, out.loss.data());
}

void smoothness_loss(const Tensor<float>& image, double weight, LossOutput out) {
  const Shape shape = image.shape();
  expect(out.gradient.shape() == shape, "smoothness_loss: shapes do not fit");
  if (shape.height < 2 || shape.width < 2) return;
  const double terms = static_cast<double>(shape.height - 1) * (shape.width - 1) * shape.channels;
  const double mean = weight / terms;
  add_sum(image.size(), SmoothnessTerm{grid_of(image), static_cast<float>(mean), out.gradient.data()}, mean,
          out.loss.data());
}

void total_variation_loss(const Tensor<float>& image, double weight, LossOutput out) {
  expect(image.size() > 0 && out.gradient.shape() == image.shape(),
         "total_variation_loss: shapes do not fit");
  const double mean = weight / static_cast<double>(image.size());
  add_sum(image.size(), VariationTerm{grid_of(image), static_cast<float>(mean), out.gradient.data()}, mean,
          out.loss.data());
}

}  // namespace doodle::cuda
