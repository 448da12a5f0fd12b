#include "optimise/optimiser.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

#include "base/parallel.h"
#include "base/random.h"
#include "doodle/error.h"

namespace doodle {
namespace {

using Values = std::vector<double>;

/// Fills the slope at a point, returns the loss; `evaluation` counts from 0.
using Objective = std::function<double(const Values& x, int evaluation, Values& slope)>;

struct Trace {
  std::vector<double> losses;  ///< of every evaluation
  std::vector<Values> points;  ///< where they were
  Values best;
  double best_loss = 0;
};

Trace minimise(const std::string& name, const Objective& objective, const Values& start, int evaluations,
               Box box = {}) {
  const auto backend = make_backend("cpu");
  const Shape shape{1, static_cast<int>(start.size()), 1};
  const auto optimiser = make_optimiser(name, *backend, shape, box);
  const std::vector<float> first(start.begin(), start.end());
  Tensor<float> x = backend->upload<float>(shape, first.data());
  Trace run;
  for (int e = 0; e < evaluations; ++e) {
    const std::vector<float> at = backend->download(x);
    run.points.emplace_back(at.begin(), at.end());
    Values slope(start.size());
    run.losses.push_back(objective(run.points.back(), e, slope));
    const std::vector<float> down(slope.begin(), slope.end());
    optimiser->step(x, backend->upload<float>(shape, down.data()),
                    backend->upload<double>({1, 1, 1}, &run.losses.back()));
  }
  const std::vector<float> best = backend->download(optimiser->best());
  run.best.assign(best.begin(), best.end());
  run.best_loss = backend->download(optimiser->best_loss())[0];
  return run;
}

/// sum_i curvature_i / 2 (x_i - centre_i)^2 plus a coupling of neighbours, so that the bounds matter to all.
Objective quadratic(Values curvature, Values centre, double coupling) {
  return [=](const Values& x, int, Values& slope) {
    double loss = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double away = x[i] - centre[i];
      loss += 0.5 * curvature[i] * away * away;
      slope[i] += curvature[i] * away;
      if (i + 1 == x.size()) break;
      const double step = x[i] - x[i + 1];
      loss += 0.5 * coupling * step * step;
      slope[i] += coupling * step;
      slope[i + 1] -= coupling * step;
    }
    return loss;
  };
}

/// The minimum of `quadratic` in the box, by coordinate descent to convergence.
Values box_minimum(const Values& curvature, const Values& centre, double coupling) {
  Values x(curvature.size(), 128);
  for (int sweep = 0; sweep < 20000; ++sweep) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      double pull = curvature[i] * centre[i], weight = curvature[i];
      if (i > 0) pull += coupling * x[i - 1], weight += coupling;
      if (i + 1 < x.size()) pull += coupling * x[i + 1], weight += coupling;
      x[i] = std::min(255.0, std::max(0.0, pull / weight));
    }
  }
  return x;
}

/// n curvatures from 1 to `condition`, evenly in their logarithms, in a scattered order.
Values spread(std::size_t n, double condition) {
  Values curvature(n);
  for (std::size_t i = 0; i < n; ++i) {
    curvature[i] = std::pow(condition, static_cast<double>(i * 37 % n) / static_cast<double>(n - 1));
  }
  return curvature;
}

Values scattered(std::size_t n, double low, double high, std::uint64_t seed) {
  Values values(n);
  for (std::size_t i = 0; i < n; ++i) {
    values[i] = low + (high - low) * static_cast<double>(random_uniform(seed, 0, i));
  }
  return values;
}

bool inside(const Trace& run, const Box& box) {
  for (const Values& point : run.points) {
    for (double value : point) {
      if (!(value >= static_cast<double>(box.low) && value <= static_cast<double>(box.high))) return false;
    }
  }
  return true;
}

class AnyOptimiser : public testing::TestWithParam<const char*> {};

TEST_P(AnyOptimiser, StaysInTheBoxAndReturnsTheBestPointSeen) {
  const std::size_t n = 50;
  const Objective objective = quadratic(spread(n, 100), scattered(n, -300, 600, 1), 3);
  const Trace run = minimise(GetParam(), objective, scattered(n, 0, 255, 2), 25);
  EXPECT_TRUE(inside(run, {}));
  const auto lowest = std::min_element(run.losses.begin(), run.losses.end());
  EXPECT_EQ(run.best_loss, *lowest);
  EXPECT_EQ(run.best, run.points[static_cast<std::size_t>(lowest - run.losses.begin())]);
  EXPECT_LT(*lowest, 0.7 * run.losses[0]);
}

TEST_P(AnyOptimiser, GivesTheSameBytesOnAnyNumberOfThreads) {
  const std::size_t n = 20000;
  const Objective objective = quadratic(spread(n, 1000), scattered(n, -50, 300, 1), 1);
  const Trace first = minimise(GetParam(), objective, scattered(n, 0, 255, 2), 12);
  for (int threads : {1, 2, 3}) {
    const ThreadScope scope(threads);
    const Trace again = minimise(GetParam(), objective, scattered(n, 0, 255, 2), 12);
    EXPECT_EQ(again.points, first.points) << threads << " threads";
    EXPECT_EQ(again.best, first.best) << threads << " threads";
  }
}

TEST_P(AnyOptimiser, StaysAtAMinimum) {
  const Trace run = minimise(GetParam(), quadratic({1, 2, 3}, {10, 20, 30}, 0), {10, 20, 30}, 5);
  EXPECT_EQ(run.points.back(), (Values{10, 20, 30}));
}

TEST_P(AnyOptimiser, ALossThatIsNotANumberIsNeverTheBest) {
  const Objective objective = [](const Values& x, int evaluation, Values& slope) {
    slope = {x[0] - 50};
    return evaluation == 3 ? std::numeric_limits<double>::quiet_NaN() : 0.5 * slope[0] * slope[0];
  };
  const Trace run = minimise(GetParam(), objective, {60}, 12);
  EXPECT_TRUE(inside(run, {}));
  EXPECT_LT(run.best_loss, 50);
}

INSTANTIATE_TEST_SUITE_P(Names, AnyOptimiser, testing::Values("lbfgs", "adam"));

TEST(Lbfgs, FindsTheMinimumOfAConvexQuadraticWithActiveBounds) {
  const std::size_t n = 40;
  const Values curvature = spread(n, 30), centre = scattered(n, -200, 450, 5);
  const Values expected = box_minimum(curvature, centre, 2);
  const Trace run = minimise("lbfgs", quadratic(curvature, centre, 2), Values(n, 100), 80);
  std::size_t at_bounds = 0;
  for (std::size_t i = 0; i < n; ++i) {
    at_bounds += expected[i] == 0 || expected[i] == 255 ? 1 : 0;
    EXPECT_NEAR(run.best[i], expected[i], 0.01) << "at " << i;
  }
  EXPECT_GT(at_bounds, n / 5);
  EXPECT_LT(at_bounds, n);
}

TEST(Lbfgs, LeavesABoundThatItStartsOn) {
  const Values curvature{1, 4, 2}, centre{100, 300, -10};
  const Trace run = minimise("lbfgs", quadratic(curvature, centre, 0), {0, 0, 255}, 30);
  EXPECT_NEAR(run.best[0], 100, 1e-2);
  EXPECT_EQ(run.best[1], 255);
  EXPECT_EQ(run.best[2], 0);
}

TEST(Lbfgs, DescendsRosenbrocksValley) {
  const Box box{-5, 10};
  const Objective rosenbrock = [](const Values& x, int, Values& slope) {
    const double bend = x[1] - x[0] * x[0], away = 1 - x[0];
    slope = {-400 * x[0] * bend - 2 * away, 200 * bend};
    return 100 * bend * bend + away * away;
  };
  const Trace run = minimise("lbfgs", rosenbrock, {-1.2, 1}, 100, box);
  EXPECT_TRUE(inside(run, box));
  EXPECT_LT(run.best_loss, 1e-4);
  EXPECT_NEAR(run.best[0], 1, 0.02);
}

/// The best loss of the steepest descent of the best fixed step length, out of many.
double steepest_descent(const Objective& objective, const Values& start, int evaluations) {
  double lowest = std::numeric_limits<double>::infinity();
  for (double rate = 1e-5; rate < 2; rate *= 1.25) {
    Values x = start;
    for (int e = 0; e < evaluations; ++e) {
      Values slope(x.size());
      lowest = std::min(lowest, objective(x, e, slope));
      for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = std::min(255.0, std::max(0.0, x[i] - rate * slope[i]));
    }
  }
  return lowest;
}

TEST(Lbfgs, BeatsTheBestSteepestDescentOnAnIllConditionedQuadratic) {
  const std::size_t n = 60;
  const Objective objective = quadratic(spread(n, 1e4), scattered(n, 50, 200, 3), 0);
  const Values start = scattered(n, 0, 255, 4);
  EXPECT_LT(minimise("lbfgs", objective, start, 30).best_loss, 0.5 * steepest_descent(objective, start, 30));
}

TEST(Lbfgs, FollowsAnObjectiveThatMoves) {
  // The loss trembles by 1%, as when matches change, while its minimum wanders.
  const std::size_t n = 30;
  const Values curvature = spread(n, 50), centre = scattered(n, 80, 180, 1);
  const Objective objective = [&](const Values& x, int evaluation, Values& slope) {
    Values moved = centre;
    for (std::size_t i = 0; i < n; ++i) moved[i] += std::sin(evaluation + static_cast<double>(i));
    return quadratic(curvature, moved, 0)(x, evaluation, slope) * (1 + 0.01 * (evaluation % 2)) + 100;
  };
  const Trace run = minimise("lbfgs", objective, scattered(n, 0, 255, 2), 30);
  EXPECT_LT(run.best_loss - 100, 0.01 * (run.losses[0] - 100));
}

TEST(Lbfgs, GoesOnAfterTheObjectiveHasJumped) {
  // From the sixth evaluation on the loss is five times as large: no step brings the old values back.
  const std::size_t n = 30;
  const Objective still = quadratic(spread(n, 50), scattered(n, 80, 180, 1), 0);
  const Objective objective = [&](const Values& x, int evaluation, Values& slope) {
    return still(x, evaluation, slope) + (evaluation < 6 ? 0 : 1e7);
  };
  const Trace run = minimise("lbfgs", objective, scattered(n, 0, 255, 2), 40);
  EXPECT_LT(run.losses.back() - 1e7, 0.02 * run.losses[0]);
}

TEST(Lbfgs, TheFirstMoveIsAFewLevelsWhateverTheScaleOfTheLoss) {
  for (double scale : {1e-6, 1.0, 1e6}) {
    const Objective objective = quadratic(Values(50, scale), Values(50, 200), 0);
    const Trace run = minimise("lbfgs", objective, scattered(50, 0, 255, 1), 2);
    double largest = 0;
    for (std::size_t i = 0; i < 50; ++i)
      largest = std::max(largest, std::abs(run.points[1][i] - run.points[0][i]));
    EXPECT_GT(largest, 1) << scale;
    EXPECT_LT(largest, 15) << scale;
  }
}

TEST(Lbfgs, NegativeCurvatureDoesNotStopIt) {
  // Concave along every axis: the way is outwards, to the walls.
  const Objective objective = [](const Values& x, int, Values& slope) {
    double loss = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      slope[i] = 128 - x[i];
      loss -= 0.5 * slope[i] * slope[i];
    }
    return loss;
  };
  const Trace run = minimise("lbfgs", objective, {100, 130, 220}, 30);
  EXPECT_EQ(run.best, (Values{0, 255, 255}));
}

TEST(Adam, ApproachesTheMinimumOfAQuadratic) {
  const Trace run = minimise("adam", quadratic({1, 10, 100}, {50, 100, 300}, 0), {200, 20, 20}, 300);
  EXPECT_NEAR(run.best[0], 50, 3);
  EXPECT_NEAR(run.best[1], 100, 3);
  EXPECT_NEAR(run.best[2], 255, 0.5);
}

TEST(MakeOptimiser, AnUnknownNameIsAUsageError) {
  const auto backend = make_backend("cpu");
  EXPECT_THROW(make_optimiser("newton", *backend, {1, 1, 3}), UsageError);
}

}  // namespace
}  // namespace doodle
