#include "reference/seams.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/check.h"
#include "base/parallel.h"
#include "conformance/guarded.h"
#include "conformance/test_device.h"

namespace doodle {
namespace {

using reference::Array;

struct SeamCase {
  Shape shape;
  Wrap wrap;
  bool fixed;  // some positions
  float hold;
};

class MeltSeams : public testing::TestWithParam<SeamCase> {
 protected:
  void SetUp() override {
    const Shape shape = GetParam().shape;
    right_ = random_array(shape, -20, 20, 1);
    down_ = random_array(shape, -20, 20, 2);
    for (int c = 0; c < shape.channels; ++c) {
      for (int y = 0; y < shape.height && !GetParam().wrap.x; ++y) right_.at(y, shape.width - 1, c) = 0;
      for (int x = 0; x < shape.width && !GetParam().wrap.y; ++x) down_.at(shape.height - 1, x, c) = 0;
    }
    fixed_.assign(shape.positions(), 0);
    for (std::size_t p = 0; GetParam().fixed && p < fixed_.size(); ++p) fixed_[p] = p % 7 == 3 || p < 5;
  }
  Seams seams() const {
    const Shape shape = GetParam().shape;
    Seams seams{upload(*backend_, right_), upload(*backend_, down_), {}, GetParam().wrap};
    if (GetParam().fixed)
      seams.fixed = backend_->upload<std::uint8_t>({shape.height, shape.width, 1}, fixed_.data());
    return seams;
  }
  std::vector<float> run() {
    Guarded<float> image(*backend_, GetParam().shape, floats(before_()));
    backend_->melt_seams(seams(), GetParam().hold, image.tensor());
    return image.read();
  }
  Array before_() const { return random_array(GetParam().shape, 0, 255, 3); }

  std::unique_ptr<Backend> backend_ = make_backend(test_device());
  Array right_, down_;
  std::vector<std::uint8_t> fixed_;
};

TEST_P(MeltSeams, SpreadsThemAsTheOracleDoes) {
  const Array before = before_();
  const std::vector<float> result = run();
  const int channels = GetParam().shape.channels;
  for (int c = 0; c < channels; ++c) {
    const std::vector<double> e =
        reference::melted(reference::seams_of(right_, down_, GetParam().wrap, c), GetParam().hold, fixed_);
    double largest = 0;
    for (double value : e) largest = std::max(largest, std::abs(value));
    for (std::size_t p = 0; p < e.size(); ++p) {
      const std::size_t i = p * static_cast<std::size_t>(channels) + static_cast<std::size_t>(c);
      ASSERT_NEAR(result[i] - before.values[i], e[p], 0.006 * largest + 1e-4)
          << "channel " << c << " of " << p;
    }
  }
}

TEST_P(MeltSeams, FixedPositionsKeepTheirColours) {
  const std::vector<float> result = run(), before = floats(before_());
  const auto channels = static_cast<std::size_t>(GetParam().shape.channels);
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (fixed_[i / channels] == 0) continue;
    ASSERT_EQ(result[i], before[i]) << "value " << i;
  }
}

TEST_P(MeltSeams, TheSameBytesWithAnyNumberOfThreads) {
  const std::vector<float> first = run();
  for (int threads : {1, 2, 3}) {
    const ThreadScope scope(threads);
    EXPECT_EQ(run(), first) << threads << " threads";
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, MeltSeams,
                         testing::Values(SeamCase{{1, 1, 3}, {}, false, 0.01f},
                                         SeamCase{{1, 9, 3}, {}, false, 0.01f},
                                         SeamCase{{9, 1, 1}, {false, true}, false, 0.05f},
                                         SeamCase{{1, 1, 3}, {true, true}, false, 0.01f},
                                         SeamCase{{2, 2, 3}, {true, true}, false, 0.01f},
                                         SeamCase{{23, 17, 3}, {}, false, 0.01f},
                                         SeamCase{{23, 17, 3}, {true, false}, false, 0.01f},
                                         SeamCase{{12, 31, 2}, {false, true}, true, 0.02f},
                                         SeamCase{{20, 19, 3}, {true, true}, true, 0.01f},
                                         SeamCase{{33, 40, 3}, {}, true, 0.003f}));

TEST(MeltSeamsProperties, AStepBecomesASlope) {
  const auto backend = make_backend(test_device());
  const Shape shape{8, 64, 1};
  std::vector<float> image(shape.size()), right(shape.size(), 0.0f), down(shape.size(), 0.0f);
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = i % 64 < 32 ? 100 : 130;
  for (std::size_t i = 31; i < right.size(); i += 64) right[i] = 30;
  Tensor<float> canvas = backend->upload(shape, image.data());
  backend->melt_seams({backend->upload(shape, right.data()), backend->upload(shape, down.data()), {}, {}},
                      0.01f, canvas);
  const std::vector<float> result = backend->download(canvas);
  for (int x = 1; x < 64; ++x) {
    const float step = result[static_cast<std::size_t>(x)] - result[static_cast<std::size_t>(x - 1)];
    EXPECT_GT(step, -0.05f);
    EXPECT_LT(step, 2) << "at " << x;
  }
  EXPECT_NEAR(result[0], 100, 1.5);
  EXPECT_NEAR(result[31], 115, 1.5);
  EXPECT_NEAR(result[63], 130, 1.5);
}

TEST(MeltSeamsProperties, RefusesWhatDoesNotFit) {
  const auto backend = make_backend(test_device());
  Tensor<float> image = backend->allocate<float>({4, 5, 3});
  const auto seams = [&](Shape shape) {
    return Seams{backend->allocate<float>(shape), backend->allocate<float>(shape), {}, {}};
  };
  EXPECT_THROW(backend->melt_seams(seams({4, 4, 3}), 0.1f, image), Error);
  EXPECT_THROW(backend->melt_seams(seams({4, 5, 3}), 0, image), Error);
}

}  // namespace
}  // namespace doodle
