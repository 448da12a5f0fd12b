#include "kernels/resample.h"

#include <algorithm>

#include "backend/cpu/operations.h"
#include "backend/resample_check.h"
#include "base/parallel.h"

namespace doodle::cpu {
namespace {

/// A row of `columns.index` samples of `channels` values from a row of the image.
void resample_row(const float* in, int channels, const AxisTerms& columns, float* out) {
  const Shape shape = columns.index.shape();
  const std::int32_t* index = columns.index.data();
  const float* weight = columns.weight.data();
  for (int x = 0; x < shape.height; ++x, index += shape.width, weight += shape.width)
    for (int c = 0; c < channels; ++c) *out++ = weighted_sample(in + c, channels, index, weight, shape.width);
}

}  // namespace

void resample(Backend& backend, const Tensor<float>& from, const AxisTerms& columns, const AxisTerms& rows,
              const Box& box, Tensor<float>& to) {
  const Shape in = from.shape(), out = to.shape();
  expect_resample(in, columns, rows, out);
  const Tensor<float> narrow = backend.allocate<float>({in.height, out.width, out.channels});
  const auto stride = static_cast<std::ptrdiff_t>(out.width) * out.channels;
  parallel_for(in.height, [&](std::int64_t y) {
    resample_row(from.data() + y * in.width * in.channels, in.channels, columns, narrow.data() + y * stride);
  });
  const int terms = rows.index.shape().width;
  parallel_for(out.height, [&](std::int64_t y) {
    float* const row = to.data() + y * stride;
    std::fill_n(row, stride, 0.0f);
    for (std::int64_t t = y * terms; t < (y + 1) * terms; ++t) {
      const float weight = rows.weight.data()[t];
      const float* const sample = narrow.data() + rows.index.data()[t] * stride;
      for (std::ptrdiff_t i = 0; i < stride; ++i) row[i] += weight * sample[i];
    }
    for (std::ptrdiff_t i = 0; i < stride; ++i) row[i] = clamp_to(box, row[i]);
  });
}

}  // namespace doodle::cpu
