#include "reference/vote.h"

#include "base/parallel.h"
#include "conformance/guarded.h"
#include "conformance/test_device.h"

namespace doodle {
namespace {

using reference::Array;

/// Sizes in pixels; features are what remains after dropping rows and columns that a stride does not fill.
struct VoteCase {
  Shape image;
  std::vector<Shape> styles;
  int stride;
};

Shape features_of(Shape image, int stride) {
  return {image.height / stride, image.width / stride, 8};
}

class Vote : public testing::TestWithParam<VoteCase> {
 protected:
  std::unique_ptr<Backend> backend_ = make_backend(test_device());
  std::vector<VoteStyle> styles_;
  std::vector<reference::VoteStyle> oracle_styles_;
  std::vector<int> matches_;
  Array before_ = random_array(GetParam().image, 0, 255, 1);
  int rows_ = 0, columns_ = 0;

  void SetUp() override {
    int count = 0;
    for (const Shape& shape : GetParam().styles) {
      const Array image = random_array(shape, 0, 255, 10 + styles_.size());
      const Shape features = features_of(shape, GetParam().stride);
      styles_.push_back({upload(*backend_, image), features});
      oracle_styles_.push_back({image, features.height, features.width});
      count += (features.height - 2) * (features.width - 2);
    }
    const Shape features = features_of(GetParam().image, GetParam().stride);
    rows_ = features.height - 2;
    columns_ = features.width - 2;
    matches_ = random_indices(static_cast<std::size_t>(rows_ * columns_), count, 5);
    matches_.back() = count - 1;
  }

  std::vector<float> run() {
    const auto matches = backend_->upload<std::int32_t>({rows_, columns_, 1}, matches_.data());
    Guarded<float> image(*backend_, GetParam().image, floats(before_));
    backend_->vote(matches, styles_, GetParam().stride, image.tensor());
    return image.read();
  }
};

TEST_P(Vote, IsTheOraclesMean) {
  const Array expected =
      reference::vote(matches_, rows_, columns_, oracle_styles_, GetParam().stride, before_);
  const std::vector<float> actual = run();
  for (std::size_t i = 0; i < actual.size(); ++i) {
    ASSERT_NEAR(static_cast<double>(actual[i]), expected.values[i], 1e-3) << "at " << i;
  }
}

TEST_P(Vote, IsTheSameOnAnyNumberOfThreads) {
  const std::vector<float> first = run();
  for (int threads : {1, 2, 3}) {
    const ThreadScope scope(threads);
    EXPECT_EQ(run(), first) << threads << " threads";
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, Vote,
    testing::Values(VoteCase{{3, 3, 3}, {{3, 3, 3}}, 1}, VoteCase{{12, 12, 3}, {{12, 13, 3}}, 4},
                    // rows and columns that no block covers; style images with a rest, too
                    VoteCase{{31, 29, 3}, {{27, 35, 3}}, 4},
                    VoteCase{{33, 50, 1}, {{24, 24, 1}, {39, 27, 1}}, 8},
                    VoteCase{{20, 17, 4}, {{9, 6, 4}, {6, 6, 4}, {7, 11, 4}}, 2}));

TEST(VoteProperties, TheIdentityMatchGivesTheStyleBack) {
  const auto backend = make_backend(test_device());
  const Array style = random_array({20, 24, 3}, 0, 255, 1);
  std::vector<int> matches(3 * 4);
  for (int i = 0; i < 12; ++i) matches[static_cast<std::size_t>(i)] = i;
  const auto device = backend->upload<std::int32_t>({3, 4, 1}, matches.data());
  Guarded<float> image(*backend, {20, 24, 3}, std::vector<float>(20 * 24 * 3, 0.0f));
  backend->vote(device, {{upload(*backend, style), {5, 6, 8}}}, 4, image.tensor());
  const std::vector<float> result = image.read();
  for (std::size_t i = 0; i < result.size(); ++i) {
    ASSERT_NEAR(static_cast<double>(result[i]), style.values[i], 1e-3) << "at " << i;
  }
}

TEST(VoteProperties, FeaturesThatRoundUpReachBeyondTheImageSafely) {
  const auto backend = make_backend(test_device());
  const Array style = random_array({9, 9, 3}, 0, 255, 1), before = random_array({9, 11, 3}, 0, 255, 2);
  const std::vector<int> matches =
      random_indices(3 * 4, 9, 3);  // 5 x 6 features, 5 x 5 of the style, at stride 2
  const auto device = backend->upload<std::int32_t>({3, 4, 1}, matches.data());
  Guarded<float> image(*backend, {9, 11, 3}, floats(before));
  backend->vote(device, {{upload(*backend, style), {5, 5, 8}}}, 2, image.tensor());
  const Array expected = reference::vote(matches, 3, 4, {{style, 5, 5}}, 2, before);
  const std::vector<float> result = image.read();
  for (std::size_t i = 0; i < result.size(); ++i) {
    ASSERT_NEAR(static_cast<double>(result[i]), expected.values[i], 1e-3) << "at " << i;
  }
}

}  // namespace
}  // namespace doodle
