#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/parallel.h"
#include "conformance/match_cases.h"
#include "conformance/test_device.h"

namespace doodle {
namespace {

using reference::Map;
using reference::Style;

struct Sizes {
  int current_height, current_width, style_height, style_width, channels;
};

MatchCase random_case(const Sizes& s, int labels, float weight) {
  MatchCase test;
  test.name = fmt::format("{}x{} in {}x{}, {} channels, {} labels at {}", s.current_height, s.current_width,
                          s.style_height, s.style_width, s.channels, labels, weight);
  test.current.features = random_map(s.current_height, s.current_width, s.channels, 1);
  test.styles.push_back({random_map(s.style_height, s.style_width, s.channels, 2), {}});
  if (labels == 0) return test;
  test.weight = weight;
  test.current.labels = label_map(s.current_height, s.current_width, labels, 3);
  test.styles[0].labels = label_map(s.style_height, s.style_width, labels, 4);
  return test;
}

/// Every choice scores, by the oracle, what the best patch scores; the reported scores and the history are
/// right.
void expect_matches(const reference::Scores& scores, const std::vector<double>& penalty,
                    const std::vector<double>& bias, const MatchResult& result, double tolerance) {
  ASSERT_EQ(result.index.size(), scores.current);
  const std::vector<std::size_t> chosen = reference::choose(scores, penalty);
  for (std::size_t p = 0; p < scores.current; ++p) {
    ASSERT_GE(result.index[p], 0);
    ASSERT_LT(result.index[p], static_cast<int>(scores.style));
    const std::size_t q = static_cast<std::size_t>(result.index[p]);
    ASSERT_NEAR(scores.total(p, q) - penalty[q], scores.total(p, chosen[p]) - penalty[chosen[p]], tolerance)
        << p;
    ASSERT_NEAR(result.score[p], scores.total(p, q) - bias[q], tolerance) << p;
  }
  const std::vector<double> history = reference::history(scores);
  ASSERT_EQ(result.history.size(), scores.style);
  for (std::size_t q = 0; q < scores.style; ++q) ASSERT_NEAR(result.history[q], history[q], 1e-5) << q;
}

reference::Scores oracle(const MatchCase& test) {
  return reference::scores(test.current, test.styles, test.weight);
}

double tolerance(const MatchCase& test) {
  return 1e-5 + 1e-6 * static_cast<double>(test.weight);
}

void check_plain(const MatchCase& test) {
  SCOPED_TRACE(test.name);
  const auto backend = make_backend(test_device());
  const auto plan = backend->prepare_match(make_spec(*backend, test));
  const reference::Scores scores = oracle(test);
  const std::vector<double> none(scores.style, 0.0);
  expect_matches(scores, none, none, run(*backend, *plan, test.current.features, 0), tolerance(test));
}

TEST(Match, agrees_with_the_oracle_for_every_shape) {
  const std::vector<Sizes> all = {
      {3, 3, 3, 3, 1},     {3, 3, 3, 7, 5},      {3, 17, 3, 3, 4},   {7, 3, 3, 3, 4},     {5, 7, 9, 11, 13},
      {4, 13, 6, 15, 3},   {4, 14, 6, 16, 3},    {4, 15, 6, 17, 3},  {5, 27, 4, 31, 9},   {5, 28, 4, 32, 9},
      {5, 29, 4, 33, 9},   {12, 21, 10, 50, 7},  {4, 128, 3, 20, 6}, {3, 129, 4, 130, 6}, {4, 20, 4, 145, 6},
      {3, 260, 3, 257, 2}, {20, 24, 22, 18, 64}, {4, 70, 5, 66, 450}};
  for (const Sizes& sizes : all) check_plain(random_case(sizes, 0, 0));
}

TEST(Match, adds_the_label_term_with_its_weight) {
  for (const float weight : {0.0f, 10.0f, 1000.0f}) {
    for (const int labels : {1, 2, 5, 16}) {
      check_plain(random_case({6, 15, 7, 20, 8}, labels, weight));
      check_plain(random_case({3, 130, 4, 131, 8}, labels, weight));
    }
  }
}

TEST(Match, numbers_the_patches_of_several_styles_one_after_the_other) {
  MatchCase test = random_case({8, 9, 5, 6, 12}, 3, 10);
  test.styles.push_back({random_map(3, 150, 12, 5), label_map(3, 150, 3, 6)});
  test.styles.push_back({random_map(11, 4, 12, 7), label_map(11, 4, 3, 8)});
  check_plain(test);
  // A patch that only the last style has is found there.
  test.current.features = test.styles[2].features;
  test.current.labels = test.styles[2].labels;
  const auto backend = make_backend(test_device());
  const auto plan = backend->prepare_match(make_spec(*backend, test));
  const MatchResult result = run(*backend, *plan, test.current.features, 0);
  std::vector<std::int32_t> expected(9 * 2);
  for (int i = 0; i < 18; ++i) expected[static_cast<std::size_t>(i)] = 3 * 4 + 1 * 148 + i;
  EXPECT_EQ(result.index, expected);
}

TEST(Match, takes_the_lowest_index_of_equal_scores) {
  for (const int width : {3, 15, 16, 17, 33, 140}) {
    MatchCase test;
    test.current.features = one_hot_map(9, 21, 2, 11);
    test.styles.push_back({one_hot_map(8, width, 2, 12), {}});
    test.styles.push_back({one_hot_map(7, 19, 2, 13), {}});
    const auto backend = make_backend(test_device());
    const auto plan = backend->prepare_match(make_spec(*backend, test));
    const reference::Scores scores = oracle(test);
    const std::vector<std::size_t> chosen = reference::choose(scores, std::vector<double>(scores.style, 0.0));
    EXPECT_THAT(run(*backend, *plan, test.current.features, 0).index, testing::ElementsAreArray(chosen))
        << width;
  }
}

TEST(Match, gives_valid_matches_where_there_is_nothing_to_see) {
  MatchCase test = random_case({9, 17, 8, 35, 6}, 2, 10);
  for (Map* map :
       {&test.current.features, &test.styles[0].features, &test.current.labels, &test.styles[0].labels}) {
    std::fill(map->values.begin(), map->values.end(), 0.0f);
  }
  const auto backend = make_backend(test_device());
  const auto plan = backend->prepare_match(make_spec(*backend, test));
  const MatchResult result = run(*backend, *plan, test.current.features, 0.5f);
  EXPECT_THAT(result.index, testing::Each(0));
  EXPECT_THAT(result.score, testing::Each(0.0f));
  EXPECT_THAT(result.history, testing::Each(0.0f));
  // Zero here and there is as good a vector as any.
  test = random_case({9, 17, 8, 35, 6}, 0, 0);
  for (std::size_t i = 0; i < test.current.features.values.size() / 2; ++i)
    test.current.features.values[i] = 0;
  for (std::size_t i = 0; i < test.styles[0].features.values.size() / 3; ++i)
    test.styles[0].features.values[i] = 0;
  check_plain(test);
}

TEST(Match, does_not_see_the_length_of_a_vector) {
  MatchCase test = random_case({9, 17, 8, 35, 6}, 0, 0);
  const auto backend = make_backend(test_device());
  const auto plan = backend->prepare_match(make_spec(*backend, test));
  const MatchResult before = run(*backend, *plan, test.current.features, 0);
  for (float& value : test.current.features.values) value *= 0x1p40f;
  EXPECT_EQ(run(*backend, *plan, test.current.features, 0), before);
}

TEST(Match, takes_variety_from_the_run_before) {
  for (const float variety : {0.25f, 0.7f, 1.0f}) {
    const MatchCase test = random_case({10, 18, 9, 22, 6}, 3, 10);
    MatchCase next = test;
    next.current.features = random_map(10, 18, 6, 77);
    const auto backend = make_backend(test_device());
    const auto plan = backend->prepare_match(make_spec(*backend, test));
    const reference::Scores scores = oracle(test), later = oracle(next);
    const std::vector<double> none(scores.style, 0.0);
    std::vector<double> penalty = reference::history(scores);
    for (double& value : penalty) value *= static_cast<double>(variety);

    // The first run matches twice, so it has its own history; the second has that of the first.
    const MatchResult first = run(*backend, *plan, test.current.features, variety);
    expect_matches(scores, penalty, none, first, tolerance(test));
    expect_matches(later, penalty, none, run(*backend, *plan, next.current.features, variety),
                   tolerance(test));
    plan->reset();
    EXPECT_EQ(run(*backend, *plan, test.current.features, variety), first);
  }
}

TEST(Match, variety_after_a_run_without_uses_that_runs_history) {
  const MatchCase test = random_case({6, 8, 9, 12, 6}, 0, 0);
  const auto backend = make_backend(test_device());
  const auto once = backend->prepare_match(make_spec(*backend, test));
  const auto twice = backend->prepare_match(make_spec(*backend, test));
  run(*backend, *twice, test.current.features, 0);
  EXPECT_EQ(run(*backend, *once, test.current.features, 0.5f),
            run(*backend, *twice, test.current.features, 0.5f));
}

TEST(Match, history_is_zero_before_the_first_run_and_after_reset) {
  const MatchCase test = random_case({6, 8, 9, 12, 6}, 0, 0);
  const auto backend = make_backend(test_device());
  const auto plan = backend->prepare_match(make_spec(*backend, test));
  EXPECT_THAT(backend->download(plan->history()), testing::Each(0.0f));
  EXPECT_THAT(run(*backend, *plan, test.current.features, 0).history, testing::Each(testing::Gt(0.0f)));
  plan->reset();
  EXPECT_THAT(backend->download(plan->history()), testing::Each(0.0f));
}

TEST(Match, subtracts_the_bias) {
  MatchCase test = random_case({10, 18, 9, 22, 6}, 3, 10);
  test.styles.push_back({random_map(4, 7, 6, 5), label_map(4, 7, 3, 6)});
  const auto backend = make_backend(test_device());
  const auto plan = backend->prepare_match(make_spec(*backend, test));
  const reference::Scores scores = oracle(test);
  std::vector<double> bias(scores.style), penalty = reference::history(scores);
  for (std::size_t q = 0; q < bias.size(); ++q) bias[q] = static_cast<double>(q * 37 % 64) / 128;
  for (std::size_t q = 0; q < bias.size(); ++q) penalty[q] = 0.5 * penalty[q] + bias[q];
  plan->set_bias(to_tensor(*backend, bias));
  expect_matches(scores, penalty, bias, run(*backend, *plan, test.current.features, 0.5f), tolerance(test));
  plan->set_bias({});
  const std::vector<double> none(scores.style, 0.0);
  expect_matches(scores, none, none, run(*backend, *plan, test.current.features, 0), tolerance(test));
}

TEST(Match, an_infinite_bias_rules_patches_out) {
  const MatchCase test = random_case({10, 18, 9, 22, 6}, 0, 0);
  const auto backend = make_backend(test_device());
  const auto plan = backend->prepare_match(make_spec(*backend, test));
  std::vector<double> bias(7 * 20, std::numeric_limits<double>::infinity());
  bias[33] = 0;
  plan->set_bias(to_tensor(*backend, bias));
  EXPECT_THAT(run(*backend, *plan, test.current.features, 0).index, testing::Each(33));
}

TEST(Match, gives_the_same_bytes_on_every_run_and_with_any_number_of_threads) {
  MatchCase random = random_case({30, 37, 28, 45, 16}, 4, 10);
  random.styles.push_back({random_map(9, 140, 16, 5), label_map(9, 140, 4, 6)});
  MatchCase ties;
  ties.current.features = one_hot_map(19, 131, 2, 21);
  ties.styles = {{one_hot_map(18, 131, 2, 22), {}}, {one_hot_map(18, 131, 2, 22), {}}};
  for (const MatchCase& test : {random, ties}) {
    const auto backend = make_backend(test_device());
    const auto plan = backend->prepare_match(make_spec(*backend, test));
    std::vector<MatchResult> results;
    for (const int threads : {1, 2, 3, 2, 1, 2, 2, 2}) {
      const ThreadScope scope(threads);
      plan->reset();
      results.push_back(run(*backend, *plan, test.current.features, 0.3f));
    }
    EXPECT_THAT(results, testing::Each(results[0]));
  }
}

/// Without wrapping the label term up as labels: with each map's positions of unit length, the choice is that
/// of the sum of two mean cosines, the second times the weight; so raw colours as maps work as well.
TEST(Match, chooses_the_highest_sum_of_the_two_mean_cosines) {
  MatchCase test = random_case({5, 6, 6, 7, 4}, 0, 0);
  test.current.labels = random_map(5, 6, 3, 31);
  test.styles[0].labels = random_map(6, 7, 3, 32);
  test.weight = 10;
  const auto cosine = [](const Map& a, int i, const Map& b, int j) {
    double ab = 0, aa = 0, bb = 0;
    for (int c = 0; c < a.channels; ++c) {
      const double x = a.values[static_cast<std::size_t>(i * a.channels + c)];
      const double y = b.values[static_cast<std::size_t>(j * b.channels + c)];
      ab += x * y, aa += x * x, bb += y * y;
    }
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
  };
  const auto backend = make_backend(test_device());
  const auto plan = backend->prepare_match(make_spec(*backend, test));
  const MatchResult result = run(*backend, *plan, test.current.features, 0);
  for (int p = 0; p < 3 * 4; ++p) {
    std::vector<double> score(4 * 5, 0.0);
    for (int q = 0; q < 4 * 5; ++q) {
      for (int d = 0; d < 9; ++d) {
        const int i = (p / 4 + d / 3) * 6 + p % 4 + d % 3, j = (q / 5 + d / 3) * 7 + q % 5 + d % 3;
        score[static_cast<std::size_t>(q)] +=
            cosine(test.current.features, i, test.styles[0].features, j) / 9 +
            10 * cosine(test.current.labels, i, test.styles[0].labels, j) / 9;
      }
    }
    const double best = *std::max_element(score.begin(), score.end());
    // fp16 features: 2^-11 of a cosine at most, on each side.
    EXPECT_NEAR(score[static_cast<std::size_t>(result.index[static_cast<std::size_t>(p)])], best, 1e-3);
    EXPECT_NEAR(result.score[static_cast<std::size_t>(p)], best, 1e-3);
  }
}

}  // namespace
}  // namespace doodle
