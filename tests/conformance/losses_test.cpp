#include "reference/losses.h"

#include <functional>

#include "base/parallel.h"
#include "conformance/guarded.h"
#include "conformance/test_device.h"
#include "doodle/error.h"

namespace doodle {
namespace {

using reference::Array;

struct Evaluated {
  double loss;
  std::vector<float> gradient;
};

/// Runs an operation on a loss that holds 3 already and a gradient that holds 0.5 already.
Evaluated evaluate(Backend& backend, Shape shape, const std::function<void(LossOutput)>& operation) {
  Guarded<float> gradient(backend, shape, std::vector<float>(shape.size(), 0.5f));
  Guarded<double> loss(backend, {1, 1, 1}, {3});
  operation({gradient.tensor(), loss.tensor()});
  return {loss.read()[0] - 3, gradient.read()};
}

void expect_near(const Evaluated& result, double loss, const Array& gradient) {
  EXPECT_NEAR(result.loss, loss, 1e-5 * std::abs(loss) + 1e-12);
  double largest = 0;
  for (double g : gradient.values) largest = std::max(largest, std::abs(g));
  ASSERT_EQ(result.gradient.size(), gradient.values.size());
  for (std::size_t i = 0; i < gradient.values.size(); ++i) {
    ASSERT_NEAR(static_cast<double>(result.gradient[i]) - 0.5, gradient.values[i], 1e-5 * largest + 1e-7)
        << "at " << i;
  }
}

/// The same bytes with 1, 2 and 3 threads, and on a second run.
void expect_same_on_any_threads(const std::function<Evaluated()>& run) {
  const Evaluated first = run();
  for (int threads : {1, 2, 3}) {
    const ThreadScope scope(threads);
    const Evaluated again = run();
    EXPECT_EQ(again.loss, first.loss) << threads << " threads";
    EXPECT_EQ(again.gradient, first.gradient) << threads << " threads";
  }
}

struct PatchCase {
  Shape features;
  std::vector<Shape> styles;
};

class PatchLoss : public testing::TestWithParam<PatchCase> {
 protected:
  std::unique_ptr<Backend> backend_ = make_backend(test_device());
  Array features_ = random_array(GetParam().features, -20, 90, 1);
  std::vector<Array> styles_;
  std::vector<int> matches_;
  std::vector<Tensor<float>> device_styles_;

  void SetUp() override {
    int count = 0;
    for (const Shape& shape : GetParam().styles) {
      styles_.push_back(random_array(shape, -20, 90, 2 + styles_.size()));
      device_styles_.push_back(upload(*backend_, styles_.back()));
      count += (shape.height - 2) * (shape.width - 2);
    }
    const Shape shape = GetParam().features;
    matches_ = random_indices(static_cast<std::size_t>((shape.height - 2) * (shape.width - 2)), count, 9);
    matches_.back() = count - 1;
  }

  Evaluated run() {
    const Shape shape = GetParam().features;
    const auto features = upload(*backend_, features_);
    const auto matches =
        backend_->upload<std::int32_t>({shape.height - 2, shape.width - 2, 1}, matches_.data());
    return evaluate(*backend_, shape, [&](LossOutput out) {
      backend_->patch_loss(features, device_styles_, matches, 25, out);
    });
  }
};

TEST_P(PatchLoss, HasTheOraclesValueAndSlope) {
  const auto loss = [&](const Array& f) { return reference::patch_loss(f, styles_, matches_, 25); };
  // The loss is quadratic: central differences are exact but for rounding.
  expect_near(run(), loss(features_), reference::finite_differences(loss, features_, 1));
}

TEST_P(PatchLoss, IsTheSameOnAnyNumberOfThreads) {
  expect_same_on_any_threads([&] { return run(); });
}

INSTANTIATE_TEST_SUITE_P(Shapes, PatchLoss,
                         testing::Values(PatchCase{{3, 3, 1}, {{3, 3, 1}}},
                                         PatchCase{{3, 8, 16}, {{7, 3, 16}}},
                                         PatchCase{{5, 4, 15}, {{6, 5, 15}, {3, 3, 15}}},
                                         PatchCase{{7, 9, 37}, {{3, 4, 37}, {8, 5, 37}, {5, 5, 37}}}));

TEST(PatchLossErrors, AMatchOutsideTheStyleIsRefused) {
  const auto backend = make_backend(test_device());
  const auto map = upload(*backend, random_array({4, 4, 2}, 0, 1, 1));
  const std::vector<std::int32_t> wrong{0, 1, 2, 4};
  const auto matches = backend->upload<std::int32_t>({2, 2, 1}, wrong.data());
  const LossOutput out{backend->allocate<float>({4, 4, 2}), backend->allocate<double>({1, 1, 1})};
  EXPECT_THROW(backend->patch_loss(map, {map}, matches, 1, out), Error);
}

class PlainLoss : public testing::TestWithParam<Shape> {
 protected:
  std::unique_ptr<Backend> backend_ = make_backend(test_device());
  Array x_ = random_array(GetParam(), 0, 255, 1), target_ = random_array(GetParam(), 0, 255, 2);

  Evaluated content() {
    return evaluate(*backend_, GetParam(), [&](LossOutput out) {
      backend_->content_loss(upload(*backend_, x_), upload(*backend_, target_), 10, out);
    });
  }
  Evaluated smoothness() {
    return evaluate(*backend_, GetParam(),
                    [&](LossOutput out) { backend_->smoothness_loss(upload(*backend_, x_), 2, out); });
  }
  Evaluated total_variation() {
    return evaluate(*backend_, GetParam(),
                    [&](LossOutput out) { backend_->total_variation_loss(upload(*backend_, x_), 2, out); });
  }
};

TEST_P(PlainLoss, ContentHasTheOraclesValueAndSlope) {
  const auto loss = [&](const Array& f) { return reference::content_loss(f, target_, 10); };
  expect_near(content(), loss(x_), reference::finite_differences(loss, x_, 1));
  expect_same_on_any_threads([&] { return content(); });
}

TEST_P(PlainLoss, SmoothnessHasTheOraclesValueAndSlope) {
  const auto loss = [&](const Array& f) { return reference::smoothness_loss(f, 2); };
  expect_near(smoothness(), loss(x_), reference::finite_differences(loss, x_, 1e-3));
  expect_same_on_any_threads([&] { return smoothness(); });
}

TEST_P(PlainLoss, TotalVariationHasTheOraclesValueAndSlope) {
  const auto loss = [&](const Array& f) { return reference::total_variation_loss(f, 2); };
  expect_near(total_variation(), loss(x_), reference::finite_differences(loss, x_, 1e-3));
  expect_same_on_any_threads([&] { return total_variation(); });
}

INSTANTIATE_TEST_SUITE_P(Shapes, PlainLoss,
                         testing::Values(Shape{1, 1, 1}, Shape{1, 5, 3}, Shape{6, 1, 3}, Shape{2, 2, 1},
                                         Shape{5, 7, 3}, Shape{16, 17, 3}, Shape{9, 8, 16}));

TEST(ContentLoss, CrossesItsBlocks) {
  const auto backend = make_backend(test_device());
  const Shape shape{70, 61, 3};  // three blocks of 4096 and a part
  const Array x = random_array(shape, 0, 255, 1), target = random_array(shape, 0, 255, 2);
  const auto run = [&] {
    return evaluate(*backend, shape, [&](LossOutput out) {
      backend->content_loss(upload(*backend, x), upload(*backend, target), 1, out);
    });
  };
  Array slope = x;
  for (std::size_t i = 0; i < slope.values.size(); ++i) {
    slope.values[i] = 2 * (x.values[i] - target.values[i]) / static_cast<double>(x.values.size());
  }
  expect_near(run(), reference::content_loss(x, target, 1), slope);
  expect_same_on_any_threads(run);
}

TEST(SmoothnessLoss, OfAFlatImageIsZeroWithoutANaN) {
  const auto backend = make_backend(test_device());
  const auto flat = upload(*backend, Array(5, 6, 3, 128));
  const Evaluated result =
      evaluate(*backend, {5, 6, 3}, [&](LossOutput out) { backend->smoothness_loss(flat, 1, out); });
  EXPECT_EQ(result.loss, 0);
  EXPECT_EQ(result.gradient, std::vector<float>(90, 0.5f));
}

}  // namespace
}  // namespace doodle
