#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "conformance/match_cases.h"
#include "conformance/test_device.h"
#include "doodle/error.h"

namespace doodle {
namespace {

/// Values that change little from one position to the next, as features of pictures do.
reference::Map smooth_map(int height, int width, int channels, std::uint64_t seed) {
  const reference::Map coarse = random_map(height / 4 + 2, width / 4 + 2, channels, seed);
  reference::Map map{height, width, channels, {}};
  const auto at = [&](int y, int x, int c) {
    return coarse.values[static_cast<std::size_t>((y * coarse.width + x) * channels + c)];
  };
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < channels; ++c) {
        const float v = static_cast<float>(y % 4) / 4, u = static_cast<float>(x % 4) / 4;
        map.values.push_back((1 - v) * ((1 - u) * at(y / 4, x / 4, c) + u * at(y / 4, x / 4 + 1, c)) +
                             v * ((1 - u) * at(y / 4 + 1, x / 4, c) + u * at(y / 4 + 1, x / 4 + 1, c)));
      }
  return map;
}

/// A part of `map` from (top, left) on.
reference::Map part(const reference::Map& map, int top, int left, int height, int width) {
  reference::Map found{height, width, map.channels, {}};
  for (int y = 0; y < height; ++y) {
    const auto row =
        map.values.begin() + static_cast<std::ptrdiff_t>((y + top) * map.width + left) * map.channels;
    found.values.insert(found.values.end(), row, row + static_cast<std::ptrdiff_t>(width) * map.channels);
  }
  return found;
}

/// Labels in squares of 8x8 positions.
reference::Map square_labels(int height, int width, int labels) {
  reference::Map map{height, width, labels, {}};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int label = 0; label < labels; ++label)
        map.values.push_back((y / 8 + 2 * (x / 8)) % labels == label ? 1.0f : 0.0f);
  return map;
}

/// A picture of which the first style shows most, moved; the second is another one.
MatchCase smooth_case(int height, int width, int channels, int labels) {
  const reference::Map whole = smooth_map(height + 8, width + 8, channels, 1);
  MatchCase test{"", {part(whole, 0, 0, height, width), {}}, {}, 10};
  test.styles.push_back({part(whole, 3, 5, height + 3, width - 2), {}});
  test.styles.push_back({smooth_map(5, 9, channels, 3), {}});
  if (labels == 0) return test;
  const reference::Map squares = square_labels(height + 8, width + 8, labels);
  test.current.labels = part(squares, 0, 0, height, width);
  test.styles[0].labels = part(squares, 3, 5, height + 3, width - 2);
  test.styles[1].labels = square_labels(5, 9, labels);
  return test;
}

std::unique_ptr<MatchPlan> windowed_plan(Backend& backend, const MatchCase& test, std::uint64_t seed = 0) {
  MatchPlanSpec spec = make_spec(backend, test);
  spec.windowed = true;
  spec.seed = seed;
  return backend.prepare_match(spec);
}

/// How many of the choices score, less the penalty, what the best patch does.
double share_found(const reference::Scores& scores, const std::vector<double>& penalty,
                   const MatchResult& result) {
  const std::vector<std::size_t> best = reference::choose(scores, penalty);
  std::size_t found = 0;
  for (std::size_t p = 0; p < scores.current; ++p) {
    const auto q = static_cast<std::size_t>(result.index[p]);
    found += scores.total(p, q) - penalty[q] > scores.total(p, best[p]) - penalty[best[p]] - 1e-5;
  }
  return static_cast<double>(found) / static_cast<double>(scores.current);
}

TEST(WindowMatch, reports_exact_scores_and_finds_the_best_patch_of_most) {
  for (const int labels : {0, 3}) {
    SCOPED_TRACE(labels);
    const MatchCase test = smooth_case(24, 29, 9, labels);
    const reference::Scores scores = reference::scores(test.current, test.styles, test.weight);
    const auto backend = make_backend(test_device());
    const auto plan = windowed_plan(*backend, test);
    MatchResult result = run(*backend, *plan, test.current.features, 0);
    for (std::size_t p = 0; p < scores.current; ++p)
      ASSERT_NEAR(result.score[p], scores.total(p, static_cast<std::size_t>(result.index[p])), 2e-5);
    const std::vector<double> none(scores.style, 0.0);
    EXPECT_GT(share_found(scores, none, result), 0.8);
    for (int again = 0; again < 8; ++again) result = run(*backend, *plan, test.current.features, 0);
    EXPECT_GT(share_found(scores, none, result), 0.93);
  }
}

TEST(WindowMatch, keeps_or_improves_what_the_run_before_found) {
  const MatchCase test = smooth_case(20, 31, 6, 0);
  const auto backend = make_backend(test_device());
  const auto plan = windowed_plan(*backend, test);
  MatchResult before = run(*backend, *plan, test.current.features, 0);
  for (int again = 0; again < 3; ++again) {
    const MatchResult after = run(*backend, *plan, test.current.features, 0);
    for (std::size_t p = 0; p < after.score.size(); ++p) EXPECT_GE(after.score[p], before.score[p]);
    before = after;
  }
}

TEST(WindowMatch, starts_from_the_field_that_it_is_given) {
  const MatchCase test = smooth_case(20, 24, 6, 0);
  const reference::Scores scores = reference::scores(test.current, test.styles, test.weight);
  const std::vector<std::size_t> best = reference::choose(scores, std::vector<double>(scores.style, 0.0));
  const std::vector<std::int32_t> field(best.begin(), best.end());
  const auto backend = make_backend(test_device());
  const auto plan = windowed_plan(*backend, test);
  plan->start(backend->upload<std::int32_t>({18, 22, 1}, field.data()));
  const MatchResult result = run(*backend, *plan, test.current.features, 0);
  EXPECT_EQ(share_found(scores, std::vector<double>(scores.style, 0.0), result), 1);
  EXPECT_THROW(plan->start(backend->upload<std::int32_t>({18, 21, 1}, field.data())), BadInput);
}

TEST(WindowMatch, subtracts_bias_and_variety) {
  const MatchCase test = smooth_case(20, 24, 6, 3);
  const reference::Scores scores = reference::scores(test.current, test.styles, test.weight);
  const auto backend = make_backend(test_device());
  const auto plan = windowed_plan(*backend, test);
  std::vector<double> bias(scores.style);
  for (std::size_t q = 0; q < bias.size(); ++q) bias[q] = static_cast<double>(q % 600) / 2400;
  plan->set_bias(to_tensor(*backend, bias));
  const std::vector<float> history = run(*backend, *plan, test.current.features, 0).history;
  const std::vector<double> highest = reference::history(scores);
  for (std::size_t q = 0; q < history.size(); ++q) EXPECT_LE(history[q], highest[q] + 1e-5);
  std::vector<double> penalty = bias;
  for (std::size_t q = 0; q < bias.size(); ++q) penalty[q] += 0.5 * static_cast<double>(history[q]);
  MatchResult result = run(*backend, *plan, test.current.features, 0.5f);
  EXPECT_GT(share_found(scores, penalty, result), 0.75);
  for (std::size_t p = 0; p < scores.current; ++p) {
    const auto q = static_cast<std::size_t>(result.index[p]);
    EXPECT_NEAR(result.score[p], scores.total(p, q) - bias[q], 2e-5);
  }
  plan->set_bias({});
  plan->reset();
  EXPECT_THAT(backend->download(plan->history()), testing::Each(0.0f));
  EXPECT_GT(share_found(scores, std::vector<double>(scores.style, 0.0),
                        run(*backend, *plan, test.current.features, 0)),
            0.8);
}

TEST(WindowMatch, chooses_a_patch_from_the_smallest_maps) {
  MatchCase test{"", {random_map(3, 3, 1, 1), {}}, {{random_map(3, 3, 1, 2), {}}}, 0};
  const auto backend = make_backend(test_device());
  EXPECT_THAT(run(*backend, *windowed_plan(*backend, test), test.current.features, 0.5f).index,
              testing::ElementsAre(0));
  for (float& value : test.current.features.values) value = NAN;
  EXPECT_THAT(run(*backend, *windowed_plan(*backend, test), test.current.features, 0.5f).index,
              testing::ElementsAre(0));
}

TEST(WindowMatch, gives_the_same_bytes_for_a_seed_with_any_number_of_threads) {
  const MatchCase test = smooth_case(30, 37, 6, 3);
  const auto backend = make_backend(test_device());
  std::vector<MatchResult> results;
  for (const int threads : {1, 2, 3, 3}) {
    const ThreadScope scope(threads);
    const auto plan = windowed_plan(*backend, test, 7);
    run(*backend, *plan, test.current.features, 0.3f);
    results.push_back(run(*backend, *plan, test.current.features, 0.3f));
  }
  EXPECT_THAT(results, testing::Each(results[0]));
  EXPECT_NE(run(*backend, *windowed_plan(*backend, test, 8), test.current.features, 0.3f),
            run(*backend, *windowed_plan(*backend, test, 7), test.current.features, 0.3f));
}

}  // namespace
}  // namespace doodle
