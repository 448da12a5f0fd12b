#include "style/scale_space.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "base/random.h"
#include "conformance/test_device.h"

namespace doodle {
namespace {

Tensor<float> random_values(Backend& backend, Shape shape, std::uint64_t seed) {
  std::vector<float> values(shape.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(random_uniform(seed, 0, i) * 2 - 1);
  return backend.upload<float>(shape, values.data());
}

double product(Backend& backend, const Tensor<float>& a, const Tensor<float>& b) {
  const std::vector<float> x = backend.download(a), y = backend.download(b);
  return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

class ScaleSpaces : public testing::TestWithParam<Shape> {
 protected:
  std::shared_ptr<Backend> backend_ = make_backend(test_device());
};

TEST_P(ScaleSpaces, BeginAsTheyAre) {
  const Tensor<float> image = random_values(*backend_, GetParam(), 1);
  ScaleSpace space(*backend_, image, {});
  Tensor<float> painted = backend_->allocate<float>(image.shape());
  space.paint(space.parameters(), painted);
  const std::vector<float> before = backend_->download(image), after = backend_->download(painted);
  for (std::size_t i = 0; i < before.size(); ++i) ASSERT_NEAR(after[i], before[i], 1e-5) << i;
}

/// A picture is linear in its parameters, so slope() is the transpose of paint(): <paint(z), g> = <z,
/// slope(g)>.
TEST_P(ScaleSpaces, SlopesAreThoseOfTheParameters) {
  const Tensor<float> image = random_values(*backend_, GetParam(), 1),
                      slope = random_values(*backend_, GetParam(), 2);
  ScaleSpace space(*backend_, image, {});
  const Tensor<float> parameters = random_values(*backend_, space.parameters().shape(), 3);
  Tensor<float> painted = backend_->allocate<float>(image.shape());
  space.paint(parameters, painted);
  const double along = product(*backend_, painted, slope),
               size = std::sqrt(product(*backend_, painted, painted) * product(*backend_, slope, slope));
  EXPECT_NEAR(product(*backend_, parameters, space.slope(slope)), along, 1e-5 * size);
}

INSTANTIATE_TEST_SUITE_P(OfAllSizes, ScaleSpaces,
                         testing::Values(Shape{64, 48, 3}, Shape{33, 47, 3}, Shape{17, 16, 3},
                                         Shape{9, 40, 3}, Shape{1, 5, 3}));

TEST(ScaleSpaceTest, ALargeShapeIsOneParameterAndColourIsSlow) {
  const auto backend = make_backend(test_device());
  Tensor<float> image = backend->allocate<float>({64, 64, 3});
  backend->zero(image);
  ScaleSpace space(*backend, image, {4, 0.5f, 0.25f});
  std::vector<float> z(space.parameters().size(), 0);
  z.front() = 1;                 // red of the first pixel
  z[z.size() - 1 - 3 * 27] = 1;  // blue of a block of 8 x 8 inside
  space.paint(backend->upload<float>(space.parameters().shape(), z.data()), image);
  const std::vector<float> painted = backend->download(image);
  EXPECT_NEAR(painted[0], 0.5, 1e-6);   // a third, and a quarter of two thirds
  EXPECT_NEAR(painted[1], 0.25, 1e-6);  // a third, less a quarter of it
  int touched = 0;
  for (std::size_t i = 3; i < painted.size(); i += 3) touched += painted[i] > 0;
  EXPECT_GE(touched, 8 * 8);
  EXPECT_LE(touched, 24 * 24);
}

TEST(ScaleSpaceTest, WithoutScalesThePictureIsMoved) {
  const auto backend = make_backend(test_device());
  const Tensor<float> image = random_values(*backend, {5, 6, 3}, 1);
  ScaleSpace space(*backend, image, {0, 1, 1});
  EXPECT_EQ(space.parameters().data(), image.data());
  EXPECT_EQ(space.slope(image).data(), image.data());
}

}  // namespace
}  // namespace doodle
