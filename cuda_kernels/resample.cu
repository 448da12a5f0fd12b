#include "backend/resample_check.h"
#include "kernels/resample.h"
#include "launch.h"
#include "operations.h"

namespace doodle::cuda {
namespace {

/// The terms of one axis.
struct Terms {
  explicit Terms(const AxisTerms& axis)
      : index(axis.index.data()), weight(axis.weight.data()), count(axis.index.shape().width) {}

  const std::int32_t* index;
  const float* weight;
  int count;

  DOODLE_DEVICE float of(std::size_t sample, const float* line, std::ptrdiff_t step) const {
    const std::size_t first = sample * static_cast<std::size_t>(count);
    return weighted_sample(line, step, index + first, weight + first, count);
  }
};

struct ResampleRows {
  const float* from;
  std::size_t from_width, width, channels;
  Terms columns;
  float* to;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const std::size_t c = i % channels, x = i / channels % width, y = i / channels / width;
    to[i] = columns.of(x, from + y * from_width * channels + c, static_cast<std::ptrdiff_t>(channels));
  }
};

struct ResampleColumns {
  const float* from;
  std::size_t stride;  ///< values of a row
  Terms rows;
  Box box;
  float* to;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const float value = rows.of(i / stride, from + i % stride, static_cast<std::ptrdiff_t>(stride));
    to[i] = clamp_to(box, value);
  }
};

}  // namespace

void resample(Backend& backend, const Tensor<float>& from, const AxisTerms& columns, const AxisTerms& rows,
              const Box& box, Tensor<float>& to) {
  const Shape in = from.shape(), out = to.shape();
  expect_resample(in, columns, rows, out);
  const auto channels = static_cast<std::size_t>(in.channels), width = static_cast<std::size_t>(out.width);
  const Tensor<float> narrow = backend.allocate<float>({in.height, out.width, out.channels});
  for_each(narrow.size(), ResampleRows{from.data(), static_cast<std::size_t>(in.width), width, channels,
                                       Terms(columns), narrow.data()});
  for_each(to.size(), ResampleColumns{narrow.data(), width * channels, Terms(rows), box, to.data()});
}

}  // namespace doodle::cuda
