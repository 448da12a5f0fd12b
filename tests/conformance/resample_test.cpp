#include "reference/resample.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/parallel.h"
#include "base/random.h"
#include "conformance/guarded.h"
#include "conformance/test_device.h"
#include "synthesis/phase_input.h"
#include "synthesis/resized.h"

namespace doodle {
namespace {

using reference::Array;

/// Terms from anywhere in an axis of `in` samples, one of them of no weight.
reference::AxisTerms random_terms(int in, int samples, int terms, std::uint64_t seed) {
  reference::AxisTerms axis{samples, terms, {}, {}};
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(samples * terms); ++i) {
    axis.index.push_back(
        std::min(in - 1, static_cast<int>(random_uniform(seed, 1, i) * static_cast<float>(in))));
    axis.weight.push_back(i == 1 ? 0.0 : static_cast<double>(2 * random_uniform(seed, 2, i) - 0.6f));
  }
  return axis;
}

AxisTerms upload(Backend& backend, const reference::AxisTerms& axis) {
  const Shape shape{axis.samples, axis.terms, 1};
  const std::vector<std::int32_t> index(axis.index.begin(), axis.index.end());
  const std::vector<float> weight(axis.weight.begin(), axis.weight.end());
  return {backend.upload<std::int32_t>(shape, index.data()), backend.upload<float>(shape, weight.data())};
}

struct ResampleCase {
  Shape from;
  Size to;
  int column_terms, row_terms;
};

class Resample : public testing::TestWithParam<ResampleCase> {
 protected:
  std::unique_ptr<Backend> backend_ = make_backend(test_device());
  const ResampleCase& case_ = GetParam();
  const Array from_ = random_array(case_.from, 0, 255, 1);
  const reference::AxisTerms columns_ = random_terms(case_.from.width, case_.to.width, case_.column_terms, 2);
  const reference::AxisTerms rows_ = random_terms(case_.from.height, case_.to.height, case_.row_terms, 3);

  std::vector<float> run() {
    const Shape shape{case_.to.height, case_.to.width, case_.from.channels};
    Guarded<float> to(*backend_, shape, std::vector<float>(shape.size(), 77));
    backend_->resample(doodle::upload(*backend_, from_), upload(*backend_, columns_),
                       upload(*backend_, rows_), {10, 200}, to.tensor());
    return to.read();
  }
};

TEST_P(Resample, IsTheOraclesSum) {
  const Array expected = reference::resample(from_, columns_, rows_, 10, 200);
  const std::vector<float> result = run();
  ASSERT_EQ(result.size(), expected.values.size());
  for (std::size_t i = 0; i < result.size(); ++i) ASSERT_NEAR(result[i], expected.values[i], 1e-3) << i;
}

TEST_P(Resample, HasTheSameBytesOnAnyNumberOfThreads) {
  const std::vector<float> first = run();
  for (int threads : {1, 2, 3}) {
    const ThreadScope scope(threads);
    EXPECT_EQ(run(), first) << threads << " threads";
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, Resample,
                         testing::Values(ResampleCase{{1, 1, 1}, {1, 1}, 1, 1},
                                         ResampleCase{{1, 1, 3}, {4, 3}, 2, 1},
                                         ResampleCase{{7, 5, 3}, {11, 4}, 4, 6},
                                         ResampleCase{{4, 9, 2}, {3, 20}, 1, 5},
                                         ResampleCase{{40, 37, 3}, {64, 19}, 3, 2}));

struct ResizeCase {
  Size from, to;
  Filter filter;
  Wrap wrap;
};

class Resized : public testing::TestWithParam<ResizeCase> {};

TEST_P(Resized, IsAsTheImageResized) {
  const auto backend = make_backend(test_device());
  const auto& [from, to, filter, wrap] = GetParam();
  Image image = make_image(from.width, from.height);
  image.pixels = floats(random_array({from.height, from.width, 3}, 0, 255, 1));
  const Image expected = resize(image, to, filter, wrap);
  const Image result =
      download_image(*backend, resized(*backend, upload_image(*backend, image), to, filter, wrap));
  ASSERT_EQ(result.size(), to);
  for (std::size_t i = 0; i < result.pixels.size(); ++i)
    ASSERT_NEAR(result.pixels[i], expected.pixels[i], 1e-3f) << "at " << i;
}

INSTANTIATE_TEST_SUITE_P(Cases, Resized,
                         testing::Values(ResizeCase{{9, 7}, {9, 7}, Filter::area, {}},
                                         ResizeCase{{40, 30}, {17, 11}, Filter::area, {}},
                                         ResizeCase{{13, 10}, {26, 20}, Filter::bicubic, {}},
                                         ResizeCase{{13, 10}, {21, 27}, Filter::lanczos, {}},
                                         ResizeCase{{30, 20}, {11, 31}, Filter::lanczos, {true, true}},
                                         ResizeCase{{2, 3}, {5, 7}, Filter::bicubic, {true, false}},
                                         ResizeCase{{1, 1}, {3, 4}, Filter::bicubic, {true, true}},
                                         ResizeCase{{50, 4}, {6, 9}, Filter::bicubic, {false, true}},
                                         ResizeCase{{31, 12}, {14, 5}, Filter::area, {true, true}}));

}  // namespace
}  // namespace doodle
