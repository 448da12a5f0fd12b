#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "doodle/error.h"
#include "emulation/device.h"
#include "emulation/memory.h"
#include "emulation/runtime.h"
#include "synthesis/painter.h"

namespace doodle {
namespace {

Image patchwork(int width, int height) {
  Image image = make_image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const float wave =
          60.0f * std::sin(0.9f * static_cast<float>(x)) * std::cos(0.7f * static_cast<float>(y));
      image.at(y, x)[0] = (x / 16 + y / 12) % 2 == 0 ? 180.0f + wave : 60.0f - 0.5f * wave;
      image.at(y, x)[1] = 120.0f + wave;
      image.at(y, x)[2] = x < width / 2 ? 200.0f : 70.0f + 0.5f * wave;
    }
  }
  return image;
}

Image halves(int width, int height, bool turned) {
  Image map = make_image(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < 3; ++c) map.at(y, x)[c] = (x < width / 2) != turned ? 0.0f : 255.0f;
  return map;
}

/// The blue that tells the two halves of patchwork() apart, averaged over columns of a picture.
double blue(const Image& image, int first, int end) {
  double sum = 0;
  for (int y = 0; y < image.height; ++y)
    for (int x = first; x < end; ++x) sum += static_cast<double>(image.at(y, x)[2]);
  return sum / (image.height * (end - first));
}

/// paint() on a device that its options do not name.
PaintResult paint_on(const std::string& device, const PaintRequest& request) {
  const Problem problem = prepare_problem(request);
  const auto backend = make_backend(device);
  return Painter(*backend, problem, {}).run();
}

PaintRequest small_doodle() {
  PaintRequest request;
  request.styles = {{patchwork(64, 48), halves(64, 48, false)}};
  request.target_map = halves(48, 40, true);
  request.options.pyramid.phases = 1;
  request.options.refine.iterations = 2;
  request.options.refine.votes = 1;
  request.options.finish.iterations = 3;
  return request;
}

/// The whole program on the CUDA kernels: networks, matches, votes, gradients, optimiser and pixel finish.
TEST(EmulatedPaint, paints_a_map_as_the_cpu_does) {
  cuda::register_emulated_device();
  const PaintRequest request = small_doodle();
  const PaintResult expected = paint_on("cpu", request), painted = paint_on("emulated", request);
  ASSERT_EQ(painted.image.size(), expected.image.size());
  // One match decided by rounding changes what follows, so pictures are compared by what they show.
  EXPECT_GT(blue(painted.image, 28, 48), blue(painted.image, 0, 20) + 60);
  EXPECT_NEAR(blue(painted.image, 28, 48), blue(expected.image, 28, 48), 25);
  EXPECT_NEAR(blue(painted.image, 0, 20), blue(expected.image, 0, 20), 25);
  // The same bytes again.
  EXPECT_EQ(paint_on("emulated", request).image.pixels, painted.image.pixels);
}

TEST(EmulatedPaint, auto_goes_on_with_the_cpu_where_the_gpu_has_too_little_memory) {
  cuda::register_emulated_device();
  register_backend("auto", [](const std::string&) { return make_backend("emulated"); });
  PaintRequest request = small_doodle();
  EXPECT_TRUE(paint(request).notices.empty());
  cuda::emulation::limit_memory(cuda::emulation::memory_in_use() + (64 << 10));
  const PaintResult painted = paint(request);
  EXPECT_THROW(paint_on("emulated", request), OutOfMemory);
  cuda::emulation::limit_memory(std::numeric_limits<std::size_t>::max());
  register_backend("auto", [](const std::string&) { return make_backend("cpu"); });
  ASSERT_EQ(painted.notices.size(), 1u);
  EXPECT_NE(painted.notices[0].find("out of memory on the GPU"), std::string::npos) << painted.notices[0];
  request.options.run.device = "cpu";
  EXPECT_EQ(painted.image.pixels, paint(request).image.pixels);
}

}  // namespace
}  // namespace doodle
