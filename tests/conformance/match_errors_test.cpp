#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/match_cases.h"
#include "conformance/test_device.h"
#include "doodle/error.h"

namespace doodle {
namespace {

MatchCase good_case() {
  return {"",
          {random_map(4, 5, 3, 1), label_map(4, 5, 2, 2)},
          {{random_map(6, 7, 3, 3), label_map(6, 7, 2, 4)}},
          10};
}

template <class E>
void expect_error(const MatchCase& test, const std::string& part) {
  const auto backend = make_backend(test_device());
  try {
    backend->prepare_match(make_spec(*backend, test));
    FAIL() << "no error; expected: " << part;
  } catch (const E& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(part));
  }
}

TEST(MatchErrors, name_what_does_not_fit) {
  MatchCase test = good_case();
  test.styles[0].features = random_map(2, 7, 3, 3);
  expect_error<BadInput>(test, "the style features are 2x7x3");
  test = good_case();
  test.current.features = random_map(4, 2, 3, 3);
  expect_error<BadInput>(test, "the current features are 4x2x3");
  test = good_case();
  test.styles[0].features = random_map(6, 7, 4, 3);
  expect_error<BadInput>(test, "channels must agree");
  test = good_case();
  test.styles[0].labels = label_map(6, 6, 2, 4);
  expect_error<BadInput>(test, "the style map is 6x6x2");
  test = good_case();
  test.current.labels = label_map(4, 5, 3, 4);
  expect_error<BadInput>(test, "numbers of labels");
  test = good_case();
  test.styles.clear();
  expect_error<BadInput>(test, "at least one style");
  test = good_case();
  test.weight = -1;
  expect_error<UsageError>(test, "semantic weight is -1");
}

TEST(MatchErrors, maps_come_for_both_sides_and_every_style) {
  const auto backend = make_backend(test_device());
  MatchCase test = good_case();
  test.styles.push_back(test.styles[0]);
  MatchPlanSpec spec = make_spec(*backend, test);
  spec.style_maps.pop_back();
  EXPECT_THROW(backend->prepare_match(spec), BadInput);
  spec.style_maps.clear();
  EXPECT_THROW(backend->prepare_match(spec), BadInput);
}

TEST(MatchErrors, later_arrays_have_the_planned_shape) {
  const auto backend = make_backend(test_device());
  const MatchCase test = good_case();
  const auto plan = backend->prepare_match(make_spec(*backend, test));
  EXPECT_THROW(run(*backend, *plan, random_map(5, 4, 3, 1), 0), BadInput);
  EXPECT_THROW(plan->set_bias(to_tensor(*backend, std::vector<double>(3))), BadInput);
}

}  // namespace
}  // namespace doodle
