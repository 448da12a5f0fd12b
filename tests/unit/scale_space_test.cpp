#include "style/scale_space.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "base/random.h"

namespace doodle {
namespace {

Tensor<float> random_values(Backend& backend, Shape shape, std::uint64_t seed) {
  std::vector<float> values(shape.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(random_uniform(seed, 0, i) * 2 - 1);
  return backend.upload<float>(shape, values.data());
}

double product(const Tensor<float>& a, const Tensor<float>& b) {
  return std::inner_product(a.data(), a.data() + a.size(), b.data(), 0.0);
}

class Pictures : public testing::TestWithParam<Shape> {
 protected:
  std::shared_ptr<Backend> backend_ = make_backend("cpu");
};

TEST_P(Pictures, BeginAsTheyAre) {
  const Tensor<float> image = random_values(*backend_, GetParam(), 1);
  ScaleSpace space(*backend_, image, {});
  Tensor<float> painted = backend_->allocate<float>(image.shape());
  space.paint(space.parameters(), painted);
  for (std::size_t i = 0; i < image.size(); ++i) ASSERT_NEAR(painted.data()[i], image.data()[i], 1e-5) << i;
}

/// A picture is linear in its parameters, so slope() is the transpose of paint(): <paint(z), g> = <z,
/// slope(g)>.
TEST_P(Pictures, SlopesAreThoseOfTheParameters) {
  const Tensor<float> image = random_values(*backend_, GetParam(), 1),
                      slope = random_values(*backend_, GetParam(), 2);
  ScaleSpace space(*backend_, image, {});
  const Tensor<float> parameters = random_values(*backend_, space.parameters().shape(), 3);
  Tensor<float> painted = backend_->allocate<float>(image.shape());
  space.paint(parameters, painted);
  const double along = product(painted, slope),
               size = std::sqrt(product(painted, painted) * product(slope, slope));
  EXPECT_NEAR(product(parameters, space.slope(slope)), along, 1e-5 * size);
}

INSTANTIATE_TEST_SUITE_P(OfAllSizes, Pictures,
                         testing::Values(Shape{64, 48, 3}, Shape{33, 47, 3}, Shape{17, 16, 3},
                                         Shape{9, 40, 3}, Shape{1, 5, 3}));

TEST(ScaleSpaceTest, ALargeShapeIsOneParameterAndColourIsSlow) {
  const auto backend = make_backend("cpu");
  Tensor<float> image = backend->allocate<float>({64, 64, 3});
  backend->zero(image);
  ScaleSpace space(*backend, image, {4, 0.5f, 0.25f});
  Tensor<float>& z = space.parameters();
  z.data()[0] = 1;                      // red of the first pixel
  z.data()[z.size() - 1 - 3 * 27] = 1;  // blue of a block of 8 x 8 inside
  space.paint(z, image);
  EXPECT_NEAR(image.data()[0], 0.5, 1e-6);   // a third, and a quarter of two thirds
  EXPECT_NEAR(image.data()[1], 0.25, 1e-6);  // a third, less a quarter of it
  int touched = 0;
  for (std::size_t i = 3; i < image.size(); i += 3) touched += image.data()[i] > 0;
  EXPECT_GE(touched, 8 * 8);
  EXPECT_LE(touched, 24 * 24);
}

TEST(ScaleSpaceTest, WithoutScalesThePictureIsMoved) {
  const auto backend = make_backend("cpu");
  const Tensor<float> image = random_values(*backend, {5, 6, 3}, 1);
  ScaleSpace space(*backend, image, {0, 1, 1});
  EXPECT_EQ(space.parameters().data(), image.data());
  EXPECT_EQ(space.slope(image).data(), image.data());
}

}  // namespace
}  // namespace doodle
