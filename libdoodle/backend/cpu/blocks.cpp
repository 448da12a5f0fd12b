#include <algorithm>

#include "backend/cpu/operations.h"
#include "base/check.h"
#include "base/parallel.h"

namespace doodle::cpu {
namespace {

/// body(from, to, count) for stretches of the rectangle, `count` floats each: whole rows where nothing is
/// skipped.
template <class Body>
void for_stretches(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to, const Body& body) {
  const auto fits = [&](Shape shape, int y, int x, int step) {
    return y >= 0 && x >= 0 && y + (block.height - 1) * step < shape.height &&
           x + (block.width - 1) * step < shape.width;
  };
  expect(from.shape().channels == to.shape().channels && block.height > 0 && block.width > 0 &&
             block.step > 0 && fits(from.shape(), block.from_y, block.from_x, block.step) &&
             fits(to.shape(), block.to_y, block.to_x, 1),
         "a rectangle does not lie in both arrays");
  const std::ptrdiff_t channels = from.shape().channels;
  const auto place = [channels](const Tensor<float>& tensor, std::ptrdiff_t y, std::ptrdiff_t x) {
    return tensor.data() + (y * tensor.shape().width + x) * channels;
  };
  parallel_for(block.height, [&](std::int64_t y) {
    const std::ptrdiff_t row = block.from_y + y * block.step;
    float* out = place(to, block.to_y + y, block.to_x);
    if (block.step == 1) {
      body(place(from, row, block.from_x), out, block.width * channels);
      return;
    }
    for (std::ptrdiff_t x = 0; x < block.width; ++x)
      body(place(from, row, block.from_x + x * block.step), out + x * channels, channels);
  });
}

}  // namespace

void copy_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to) {
  for_stretches(from, block, to,
                [](const float* in, float* out, std::ptrdiff_t count) { std::copy_n(in, count, out); });
}

void add_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to) {
  for_stretches(from, block, to, [](const float* in, float* out, std::ptrdiff_t count) {
    for (std::ptrdiff_t i = 0; i < count; ++i) out[i] += in[i];
  });
}

}  // namespace doodle::cpu
