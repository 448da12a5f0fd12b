#include "kernels/vote.h"

#include "backend/cpu/operations.h"
#include "backend/cpu/style_lookup.h"
#include "base/check.h"
#include "base/parallel.h"

namespace doodle::cpu {

void vote(const Tensor<std::int32_t>& matches, const std::vector<VoteStyle>& styles, int stride,
          Tensor<float>& image) {
  const Shape shape = image.shape();
  expect(stride > 0 && shape.channels > 0 && shape.channels <= 4, "vote: stride or channels out of range");
  std::vector<Shape> features;
  std::vector<VoteImage> images;
  for (const VoteStyle& style : styles) {
    const Shape pixels = style.image.shape();
    expect(pixels.channels == shape.channels, "vote: a style image has other channels");
    features.push_back(style.features);
    images.push_back({style.image.data(), pixels.height, pixels.width});
  }
  const std::vector<StylePatch> patches = locate_patches(matches, patch_ranges(features));
  std::vector<float> window(static_cast<std::size_t>(3 * stride));
  for (std::size_t i = 0; i < window.size(); ++i) window[i] = hann_weight(static_cast<int>(i), 3 * stride);

  const VoteField field{patches.data(), matches.shape().height, matches.shape().width,
                        images.data(),  window.data(),          stride,
                        shape.channels};
  parallel_for(shape.height, [&](std::int64_t y) {
    float* pixel = image.data() + y * shape.width * shape.channels;
    for (int x = 0; x < shape.width; ++x, pixel += shape.channels)
      vote_pixel(field, static_cast<int>(y), x, pixel);
  });
}

}  // namespace doodle::cpu
