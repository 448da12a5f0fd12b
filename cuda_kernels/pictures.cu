#include "base/expect.h"
#include "kernels/vote.h"
#include "launch.h"
#include "operations.h"
#include "style_table.h"

namespace doodle::cuda {
namespace {

struct Locate {
  const std::int32_t* matches;
  const PatchRange* ranges;
  int styles;
  StylePatch* patches;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    patches[i] = locate_patch(ranges, styles, matches[i]);
  }
};

struct Vote {
  VoteField field;
  int width;
  float* image;
  DOODLE_DEVICE void operator()(std::size_t p) const {
    const int pixel = static_cast<int>(p);
    vote_pixel(field, pixel / width, pixel % width, image + p * static_cast<std::size_t>(field.channels));
  }
};

/// One value of a rectangle, copied or added.
template <bool add>
struct MoveBlock {
  const float* from;
  int from_width;
  float* to;
  int to_width, channels;
  BlockCopy block;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const std::ptrdiff_t c = static_cast<std::ptrdiff_t>(i % static_cast<std::size_t>(channels));
    const std::ptrdiff_t position = static_cast<std::ptrdiff_t>(i / static_cast<std::size_t>(channels));
    const std::ptrdiff_t y = position / block.width, x = position % block.width;
    const float value =
        from[((block.from_y + y * block.step) * from_width + block.from_x + x * block.step) * channels + c];
    float& out = to[((block.to_y + y) * to_width + block.to_x + x) * channels + c];
    out = add ? out + value : value;
  }
};

struct Replace {
  const std::uint8_t* where;
  const float* by;  ///< null: zeros
  int channels;
  float* values;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    if (where[i / static_cast<std::size_t>(channels)] != 0) values[i] = by == nullptr ? 0.0f : by[i];
  }
};

template <bool add>
void move_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to) {
  const auto fits = [&](Shape shape, int y, int x, int step) {
    return y >= 0 && x >= 0 && y + (block.height - 1) * step < shape.height &&
           x + (block.width - 1) * step < shape.width;
  };
  expect(from.shape().channels == to.shape().channels && block.height > 0 && block.width > 0 &&
             block.step > 0 && fits(from.shape(), block.from_y, block.from_x, block.step) &&
             fits(to.shape(), block.to_y, block.to_x, 1),
         "a rectangle does not lie in both arrays");
  const Shape moved{block.height, block.width, to.shape().channels};
  for_each(moved.size(), MoveBlock<add>{from.data(), from.shape().width, to.data(), to.shape().width,
                                        moved.channels, block});
}

}  // namespace

void vote(Backend& backend, const Tensor<std::int32_t>& matches, const std::vector<VoteStyle>& styles,
          int stride, Tensor<float>& image) {
  const Shape shape = image.shape();
  expect(stride > 0 && shape.channels > 0 && shape.channels <= 4, "vote: stride or channels out of range");
  std::vector<Shape> features;
  std::vector<Tensor<float>> pixels;
  std::vector<VoteImage> images;
  for (const VoteStyle& style : styles) {
    expect(style.image.shape().channels == shape.channels, "vote: a style image has other channels");
    features.push_back(style.features);
    pixels.push_back(style.image);
    images.push_back({style.image.data(), style.image.shape().height, style.image.shape().width});
  }
  const StyleTable<> table = make_style_table(backend, features, pixels);
  const Tensor<VoteImage> all = backend.upload<VoteImage>({1, table.count, 1}, images.data());
  std::vector<float> weights(static_cast<std::size_t>(3 * stride));
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = hann_weight(static_cast<int>(i), 3 * stride);
  const Tensor<float> window = backend.upload<float>({1, 3 * stride, 1}, weights.data());
  const Tensor<StylePatch> patches = backend.allocate<StylePatch>(matches.shape());
  for_each(matches.size(), Locate{matches.data(), table.ranges.data(), table.count, patches.data()});
  const VoteField field{patches.data(), matches.shape().height, matches.shape().width,
                        all.data(),     window.data(),          stride,
                        shape.channels};
  for_each(shape.positions(), Vote{field, shape.width, image.data()});
}

void copy_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to) {
  move_block<false>(from, block, to);
}

void add_block(const Tensor<float>& from, const BlockCopy& block, Tensor<float>& to) {
  move_block<true>(from, block, to);
}

void replace(const Tensor<std::uint8_t>& where, const Tensor<float>& by, Tensor<float>& values) {
  const Shape shape = values.shape();
  expect(where.size() == shape.positions() && (by.empty() || by.shape() == shape),
         "replace: shapes do not fit");
  for_each(shape.size(), Replace{where.data(), by.data(), shape.channels, values.data()});
}

}  // namespace doodle::cuda
