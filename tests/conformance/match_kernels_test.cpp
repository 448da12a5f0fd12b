#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "backend/cpu/match_plan.h"
#include "base/parallel.h"
#include "conformance/match_cases.h"

namespace doodle {
namespace {

/// Each instruction set of this machine, forced.
class MatchKernels : public testing::TestWithParam<const cpu::MatchKernels*> {
 protected:
  MatchResult result(const MatchCase& test, float variety) {
    const auto backend = make_backend("cpu");
    const auto plan = cpu::prepare_match_with(*backend, make_spec(*backend, test), *GetParam());
    return run(*backend, *plan, test.current.features, variety);
  }
};

MatchCase labelled(int width, int style_width, int channels) {
  MatchCase test{"", {random_map(5, width, channels, 1), label_map(5, width, 3, 2)}, {}, 10};
  test.styles.push_back({random_map(6, style_width, channels, 3), label_map(6, style_width, 3, 4)});
  return test;
}

TEST_P(MatchKernels, agree_with_the_oracle_at_every_width_around_their_tiles) {
  const ThreadScope scope(1);  // hundreds of small searches: threads would mostly wait for each other
  for (int width = 3; width < 40; ++width) {
    SCOPED_TRACE(width);
    const MatchCase test = labelled(width, 42 - width, 9);
    const reference::Scores scores = reference::scores(test.current, test.styles, test.weight);
    const std::vector<std::size_t> chosen = reference::choose(scores, std::vector<double>(scores.style, 0.0));
    const std::vector<double> history = reference::history(scores);
    const MatchResult found = result(test, 0);
    for (std::size_t p = 0; p < scores.current; ++p) {
      const std::size_t q = static_cast<std::size_t>(found.index[p]);
      ASSERT_LT(q, scores.style);
      ASSERT_NEAR(scores.total(p, q), scores.total(p, chosen[p]), 2e-5);
      ASSERT_NEAR(found.score[p], scores.total(p, q), 2e-5);
    }
    for (std::size_t q = 0; q < scores.style; ++q) ASSERT_NEAR(found.history[q], history[q], 1e-5);
  }
}

TEST_P(MatchKernels, agree_exactly_where_sums_are_whole_numbers) {
  MatchCase test{"", {one_hot_map(9, 37, 2, 1), one_hot_map(9, 37, 2, 2)}, {}, 10};
  test.styles.push_back({one_hot_map(8, 150, 2, 3), one_hot_map(8, 150, 2, 4)});
  const reference::Scores scores = reference::scores(test.current, test.styles, test.weight);
  const std::vector<std::size_t> chosen = reference::choose(scores, std::vector<double>(scores.style, 0.0));
  EXPECT_THAT(result(test, 0).index, testing::ElementsAreArray(chosen));
}

TEST_P(MatchKernels, choose_a_valid_patch_when_features_are_not_numbers) {
  MatchCase test = labelled(20, 21, 9);
  for (std::size_t i = 0; i < test.current.features.values.size(); i += 7)
    test.current.features.values[i] = NAN;
  EXPECT_THAT(result(test, 0.5f).index, testing::Each(testing::AllOf(testing::Ge(0), testing::Lt(4 * 19))));
}

TEST_P(MatchKernels, give_the_same_bytes_with_any_number_of_threads) {
  const MatchCase test = labelled(140, 150, 5);
  const MatchResult first = result(test, 0.5f);
  for (const int threads : {1, 2, 3}) {
    const ThreadScope scope(threads);
    EXPECT_EQ(result(test, 0.5f), first);
  }
}

INSTANTIATE_TEST_SUITE_P(all, MatchKernels, testing::ValuesIn(cpu::available_match_kernels()),
                         [](const auto& kernels) { return std::string(kernels.param->name); });

/// The bf16 kernels, on machines that have the instructions.
class FilterKernels : public testing::Test {
 protected:
  void SetUp() override {
    if (cpu::filter_match_kernels() == nullptr) GTEST_SKIP() << "this processor has no bf16 instructions";
  }
  MatchResult result(const MatchCase& test, float variety) {
    const auto backend = make_backend("cpu");
    const auto plan =
        cpu::prepare_match_with(*backend, make_spec(*backend, test), *cpu::filter_match_kernels());
    return run(*backend, *plan, test.current.features, variety);
  }
};

TEST_F(FilterKernels, choose_patches_that_score_what_the_best_score) {
  for (const int channels : {127, 128}) {
    SCOPED_TRACE(channels);
    const MatchCase test = labelled(37, 43, channels);
    const reference::Scores scores = reference::scores(test.current, test.styles, test.weight);
    const std::vector<std::size_t> chosen = reference::choose(scores, std::vector<double>(scores.style, 0.0));
    const std::vector<double> history = reference::history(scores);
    const MatchResult found = result(test, 0);
    for (std::size_t p = 0; p < scores.current; ++p) {
      const std::size_t q = static_cast<std::size_t>(found.index[p]);
      ASSERT_LT(q, scores.style);
      EXPECT_NEAR(scores.total(p, q), scores.total(p, chosen[p]), 1e-4);
      EXPECT_NEAR(found.score[p], scores.total(p, q), 2e-5);  // computed again: as exact as any
    }
    for (std::size_t q = 0; q < scores.style; ++q) EXPECT_NEAR(found.history[q], history[q], 1e-3);
  }
}

TEST_F(FilterKernels, subtract_variety_and_report_the_score_without_it) {
  const MatchCase test = labelled(37, 43, 128);
  const reference::Scores scores = reference::scores(test.current, test.styles, test.weight);
  std::vector<double> penalty = reference::history(scores);
  for (double& value : penalty) value *= 0.5;
  const std::vector<std::size_t> chosen = reference::choose(scores, penalty);
  const MatchResult found = result(test, 0.5f);
  for (std::size_t p = 0; p < scores.current; ++p) {
    const std::size_t q = static_cast<std::size_t>(found.index[p]);
    EXPECT_NEAR(scores.total(p, q) - penalty[q], scores.total(p, chosen[p]) - penalty[chosen[p]], 1e-3);
    EXPECT_NEAR(found.score[p], scores.total(p, q), 2e-5);
  }
}

TEST_F(FilterKernels, take_the_lowest_index_of_equal_scores) {
  MatchCase test{"", {one_hot_map(9, 37, 2, 1), one_hot_map(9, 37, 2, 2)}, {}, 10};
  test.styles.push_back({one_hot_map(8, 150, 2, 3), one_hot_map(8, 150, 2, 4)});
  const reference::Scores scores = reference::scores(test.current, test.styles, test.weight);
  const std::vector<std::size_t> chosen = reference::choose(scores, std::vector<double>(scores.style, 0.0));
  EXPECT_THAT(result(test, 0).index, testing::ElementsAreArray(chosen));
}

TEST_F(FilterKernels, give_the_same_bytes_with_any_number_of_threads) {
  const MatchCase test = labelled(140, 150, 5);
  const MatchResult first = result(test, 0.5f);
  for (const int threads : {1, 2, 3}) {
    const ThreadScope scope(threads);
    EXPECT_EQ(result(test, 0.5f), first);
  }
}

TEST_F(FilterKernels, choose_a_valid_patch_when_features_are_not_numbers) {
  MatchCase test = labelled(20, 21, 9);
  for (std::size_t i = 0; i < test.current.features.values.size(); i += 7)
    test.current.features.values[i] = NAN;
  EXPECT_THAT(result(test, 0.5f).index, testing::Each(testing::AllOf(testing::Ge(0), testing::Lt(4 * 19))));
}

TEST(MatchKernelList, ends_with_the_portable_ones) {
  EXPECT_STREQ(cpu::available_match_kernels().back()->name, "portable");
}

}  // namespace
}  // namespace doodle
