#include <cmath>
#include <limits>

#include "conformance/guarded.h"
#include "conformance/test_device.h"
#include "reference/optimisers.h"

namespace doodle {
namespace {

using reference::Array;

constexpr Box box{0, 255};

TEST(KeepBest, CopiesOnlyWhatIsLower) {
  const auto backend = make_backend(test_device());
  const Shape shape{3, 5, 3};
  const Array x = random_array(shape, 0, 255, 1), y = random_array(shape, 0, 255, 2);
  Guarded<float> best(*backend, shape, floats(y));
  Guarded<double> lowest(*backend, {1, 1, 1}, {7});
  const auto offer = [&](double loss) {
    backend->keep_best(upload(*backend, x), backend->upload<double>({1, 1, 1}, &loss), best.tensor(),
                       lowest.tensor());
  };
  for (double loss : {7.0, 8.0, std::numeric_limits<double>::quiet_NaN()}) {
    offer(loss);
    EXPECT_EQ(best.read(), floats(y)) << loss;
    EXPECT_EQ(lowest.read()[0], 7) << loss;
  }
  offer(6.5);
  EXPECT_EQ(best.read(), floats(x));
  EXPECT_EQ(lowest.read()[0], 6.5);
}

TEST(AdamStep, IsThePublishedOneOfEveryComponent) {
  const auto backend = make_backend(test_device());
  const Shape shape{1, 97, 3};
  const Array start = random_array(shape, 0, 255, 1);
  Guarded<float> x(*backend, shape, floats(start)), mean(*backend, shape, std::vector<float>(shape.size()));
  Guarded<float> square(*backend, shape, std::vector<float>(shape.size()));
  Tensor<AdamState> steps = backend->allocate<AdamState>({1, 1, 1});
  backend->zero(steps);
  std::vector<reference::Vector> gradients(shape.size());
  for (int t = 1; t <= 4; ++t) {
    Array gradient = random_array(shape, -1e-4, 1e-4, 10 + static_cast<std::uint64_t>(t));
    gradient.values[5] = 0;  // a component that never has a gradient must not move
    for (std::size_t i = 0; i < gradients.size(); ++i) gradients[i].push_back(gradient.values[i]);
    backend->adam_step({60, 0.9f, 0.999f, box}, upload(*backend, gradient), steps, mean.tensor(),
                       square.tensor(), x.tensor());
  }
  const std::vector<float> result = x.read();
  for (std::size_t i = 0; i < result.size(); ++i) {
    const double expected = reference::adam(start.values[i], gradients[i], 60, 0, 255);
    ASSERT_NEAR(static_cast<double>(result[i]), expected, 0.02) << "at " << i;
  }
  EXPECT_EQ(result[5], floats(start)[5]);
}

/// Takes steps at points of its own choice, on a quadratic whose pairs the test knows.
class LbfgsSteps : public testing::Test {
 protected:
  static constexpr Shape shape{1, 41, 1};
  std::unique_ptr<Backend> backend_ = make_backend(test_device());
  Tensor<LbfgsState> state_ = backend_->allocate<LbfgsState>({1, 1, 1});
  Tensor<float> accepted_ = zeros(shape), accepted_gradient_ = zeros(shape);
  Tensor<float> basis_ = zeros({lbfgs_basis, 41, 1});

  void SetUp() override { backend_->zero(state_); }
  Tensor<float> zeros(Shape wanted) {
    Tensor<float> tensor = backend_->allocate<float>(wanted);
    backend_->zero(tensor);
    return tensor;
  }

  /// One step at x; returns the next point.
  std::vector<float> step(const Array& x, const Array& gradient, double loss) {
    Guarded<float> point(*backend_, shape, floats(x));
    backend_->lbfgs_step(
        {point.tensor(), upload(*backend_, gradient), accepted_, accepted_gradient_, basis_, box},
        backend_->upload<double>({1, 1, 1}, &loss), state_);
    return point.read();
  }

  reference::Vector vector(int row) {
    const std::vector<float> values = backend_->download(basis_);
    return {values.begin() + row * 41, values.begin() + (row + 1) * 41};
  }
  /// The step from the accepted point that the coefficients stand for.
  reference::Vector direction() {
    reference::Vector sum(41);
    for (int i = 0; i < lbfgs_basis; ++i) reference::add_scaled(sum, state().coefficients[i], vector(i));
    return sum;
  }
  LbfgsState state() { return backend_->download(state_)[0]; }
};

/// Gradient of sum_i c_i/2 (x_i - 128)^2 with curvatures c between 1 and 3.
Array slope_at(const Array& x) {
  Array gradient = x;
  for (std::size_t i = 0; i < x.values.size(); ++i) {
    gradient.values[i] = static_cast<float>((1 + static_cast<double>(i % 3)) * (x.values[i] - 128));
  }
  return gradient;
}

TEST_F(LbfgsSteps, TheDirectionIsThatOfTheTwoLoops) {
  // Seven points, so that slots are used again; then 5 pairs, oldest in slot 2.
  for (int k = 0; k < 7; ++k) {
    const Array x =
        random_array(shape, 127 - 50 / (k + 1), 129 + 50 / (k + 1), static_cast<std::uint64_t>(k));
    step(x, slope_at(x), 100 - k);
  }
  std::vector<reference::Pair> pairs;
  for (int slot : {2, 3, 4, 0, 1}) pairs.push_back({vector(slot), vector(slot + lbfgs_memory)});
  const reference::Vector expected = reference::lbfgs_direction(pairs, vector(lbfgs_gradient));
  const reference::Vector actual = direction();
  const double scale = std::sqrt(reference::dot(actual, actual) / reference::dot(expected, expected));
  EXPECT_LE(scale, 1 + 1e-9);
  for (std::size_t i = 0; i < actual.size(); ++i)
    EXPECT_NEAR(actual[i], scale * expected[i], 1e-6) << "at " << i;
}

TEST_F(LbfgsSteps, AMoveIsNoLongerThanTheRadius) {
  const Array x = random_array(shape, 0, 255, 1);
  step(x, slope_at(x), 1);
  const reference::Vector gradient = vector(lbfgs_gradient);
  const double length = std::sqrt(reference::dot(gradient, gradient) / 41);
  EXPECT_NEAR(-state().coefficients[lbfgs_gradient] * length, 3, 1e-9);
}

TEST_F(LbfgsSteps, TheNextPointIsTheDirectionAwayKeptInTheBox) {
  Array x = random_array(shape, 100, 110, 1);
  x.values[3] = 254.5;
  x.values[4] = 0;
  Array gradient = slope_at(x);
  gradient.values[3] = -1e4;  // far out
  gradient.values[4] = 1;     // pushed out
  const std::vector<float> next = step(x, gradient, 1);
  const reference::Vector moved = direction();
  for (std::size_t i = 0; i < next.size(); ++i)
    EXPECT_NEAR(next[i], std::min(255.0, std::max(0.0, x.values[i] + moved[i])), 1e-4) << "at " << i;
  EXPECT_EQ(next[3], 255);
  EXPECT_EQ(next[4], 0);
}

TEST_F(LbfgsSteps, ProductsAreThoseOfTheNewRowsWithTheBasis) {
  for (int k = 0; k < 3; ++k) {
    const Array x = random_array(shape, 100, 120, static_cast<std::uint64_t>(k));
    step(x, slope_at(x), 100 - k);
  }
  const int rows[] = {2, 2 + lbfgs_memory, lbfgs_gradient};
  for (int r = 0; r < 3; ++r) {
    for (int j = 0; j < lbfgs_basis; ++j) {
      const double expected = reference::dot(vector(rows[r]), vector(j));
      EXPECT_NEAR(state().products[r][j], expected, 1e-12 * std::abs(expected)) << r << ", " << j;
    }
  }
}

TEST_F(LbfgsSteps, ARejectedTrialLeavesThePointAndShortensTheMove) {
  const Array first = random_array(shape, 100, 110, 1), second = random_array(shape, 150, 160, 2);
  step(first, slope_at(first), 100);
  step(second, slope_at(second), 102);
  EXPECT_EQ(backend_->download(accepted_), floats(first));
  const LbfgsState now = state();
  EXPECT_EQ(now.rejections, 1);
  EXPECT_EQ(now.valid[1], 1) << "its curvature is known nevertheless";
  const double length = std::sqrt(reference::dot(vector(1), vector(1)) / 41);
  EXPECT_LE(now.radius, 0.5 * length + 1e-9);
  EXPECT_GE(now.radius, 0.1 * length - 1e-9);
}

TEST_F(LbfgsSteps, ASmallIncreaseIsAccepted) {
  const Array first = random_array(shape, 100, 110, 1), second = random_array(shape, 120, 130, 2);
  step(first, slope_at(first), 100);
  step(second, slope_at(second), 100.9);
  EXPECT_EQ(backend_->download(accepted_), floats(second));
}

TEST_F(LbfgsSteps, AFourthTrialInARowIsAcceptedWhateverItsLoss) {
  const Array first = random_array(shape, 100, 110, 1);
  step(first, slope_at(first), 1);
  for (int k = 1; k <= 4; ++k) {
    const Array x = random_array(shape, 100, 110, static_cast<std::uint64_t>(k) + 1);
    step(x, slope_at(x), 1e6);
    EXPECT_EQ(state().rejections, k < 4 ? k : 0);
    EXPECT_EQ(backend_->download(accepted_) == floats(x), k == 4);
  }
}

TEST_F(LbfgsSteps, APairOfNegativeCurvatureDoesNotCount) {
  const Array first = random_array(shape, 100, 110, 1), second = random_array(shape, 120, 130, 2);
  Array wrong = slope_at(second);
  for (double& value : wrong.values) value -= 100;  // falls where the quadratic rises
  step(first, slope_at(first), 100);
  step(second, wrong, 90);
  EXPECT_EQ(state().valid[1], 0);
  for (int i = 0; i < lbfgs_gradient; ++i) EXPECT_EQ(state().coefficients[i], 0) << i;
  EXPECT_LT(state().coefficients[lbfgs_gradient], 0);
}

TEST_F(LbfgsSteps, AComponentThatDidNotMoveShowsNoCurvature) {
  const Array first = random_array(shape, 100, 110, 1), gradient = random_array(shape, 1, 2, 3);
  Array second = random_array(shape, 120, 130, 2);
  second.values[4] = first.values[4];
  step(first, gradient, 100);
  step(second, slope_at(second), 90);
  EXPECT_EQ(vector(1)[4], 0);
  EXPECT_EQ(vector(1 + lbfgs_memory)[4], 0);
  EXPECT_EQ(vector(1 + lbfgs_memory)[5], static_cast<float>(slope_at(second).values[5] - gradient.values[5]));
}

TEST_F(LbfgsSteps, WallsHoldOnlyWhatIsPushedAgainstThem) {
  Array x = random_array(shape, 100, 110, 1), gradient = random_array(shape, 1, 2, 2);
  x.values[0] = 0;    // pushed out: bound
  x.values[1] = 255;  // drawn in: free
  x.values[2] = 255;
  gradient.values[2] = -1;  // pushed out: bound
  step(x, gradient, 1);
  const reference::Vector free = vector(lbfgs_gradient);
  EXPECT_EQ(free[0], 0);
  EXPECT_EQ(free[1], gradient.values[1]);
  EXPECT_EQ(free[2], 0);
}

}  // namespace
}  // namespace doodle
