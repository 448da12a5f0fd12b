#include "reference/pixel_match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/parallel.h"
#include "base/random.h"
#include "conformance/guarded.h"
#include "conformance/test_device.h"

namespace doodle {
namespace {

using testing::Each;
using testing::Ge;

struct Case {
  int height, width, style_height, style_width;
};

/// A style of noise in two halves, the regions, and a target of two halves.
class PixelMatch : public testing::TestWithParam<Case> {
 protected:
  PixelMatchSpec make_spec(float label_cost) const {
    const Case c = GetParam();
    PixelMatchSpec spec;
    spec.style = noise({c.style_height, c.style_width, 3}, 1);
    spec.style_region = halves(c.style_height, c.style_width, true);
    spec.style_guide = guide(c.style_height, c.style_width, label_cost);
    spec.target_region = halves(c.height, c.width, false);
    spec.target_guide = guide(c.height, c.width, label_cost);
    spec.regions = 2;
    spec.seed = 7;
    return spec;
  }
  Tensor<float> noise(Shape shape, std::uint64_t stream) const {
    std::vector<float> values(shape.size());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = 255 * random_uniform(3, stream, i);
    return backend_->upload<float>(shape, values.data());
  }
  Tensor<float> grey(Shape shape) const {
    return backend_->upload<float>(shape, std::vector<float>(shape.size(), 128).data());
  }
  /// Left half region 0, right half 1; -1 at the borders of a style.
  Tensor<std::int32_t> halves(int height, int width, bool border) const {
    std::vector<std::int32_t> region(static_cast<std::size_t>(height * width));
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        const bool outside = y < 2 || x < 2 || y >= height - 2 || x >= width - 2;
        region[static_cast<std::size_t>(y * width + x)] = border && outside ? -1 : x >= (width + 1) / 2;
      }
    return backend_->upload<std::int32_t>({height, width, 1}, region.data());
  }
  Tensor<float> guide(int height, int width, float cost) const {
    std::vector<float> values(static_cast<std::size_t>(height * width));
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        values[static_cast<std::size_t>(y * width + x)] = x >= (width + 1) / 2 ? std::sqrt(cost) : 0;
    return backend_->upload<float>({height, width, 1}, values.data());
  }
  template <class Body>
  void for_centres(const Body& body) const {
    for (int y = 2; y < GetParam().height - 2; ++y)
      for (int x = 2; x < GetParam().width - 2; ++x)
        body(y, x, static_cast<std::size_t>(y * GetParam().width + x));
  }

  std::unique_ptr<Backend> backend_ = make_backend(test_device());
};

TEST_P(PixelMatch, MeasuresWhatTheOracleMeasures) {
  const PixelMatchSpec spec = make_spec(500);
  const Tensor<float> image = noise({GetParam().height, GetParam().width, 3}, 2);
  const auto plan = backend_->prepare_pixel_match(spec);
  plan->start({});
  plan->search(image, 3, {});
  const std::vector<std::int32_t> field = backend_->download(plan->field());
  const reference::PixelArrays arrays(*backend_, spec);
  const std::vector<float> pixels = backend_->download(image);
  double sum = 0, count = 0;
  for_centres([&](int y, int x, std::size_t p) {
    ASSERT_GE(arrays.style_region[static_cast<std::size_t>(field[p])], 0)
        << "a patch that leaves the style at " << y << "," << x;
    sum += reference::pixel_distance(arrays, pixels, y, x, field[p]);
    ++count;
  });
  EXPECT_NEAR(plan->mean_distance(), sum / count, 1e-4 * sum / count);
}

TEST_P(PixelMatch, VotesAsTheOracleDoes) {
  const PixelMatchSpec spec = make_spec(500);
  const Tensor<float> image = noise({GetParam().height, GetParam().width, 3}, 2);
  const std::vector<float> measured = backend_->download(image);
  const auto plan = backend_->prepare_pixel_match(spec);
  plan->start({});
  plan->search(image, 2, {});
  Tensor<float> voted = backend_->allocate<float>(image.shape());
  plan->vote(40, voted);
  const std::vector<double> expected =
      reference::pixel_vote({*backend_, spec}, measured, backend_->download(plan->field()), 40);
  const std::vector<float> pixels = backend_->download(voted);
  for (std::size_t i = 0; i < expected.size(); ++i)
    ASSERT_NEAR(pixels[i], expected[i], 0.01) << "value " << i;
}

TEST_P(PixelMatch, MeasuresSeamsAsTheOracleDoes) {
  const PixelMatchSpec spec = make_spec(500);
  const Shape shape{GetParam().height, GetParam().width, 3};
  const Tensor<float> image = noise(shape, 2);
  const std::vector<float> pixels = backend_->download(image);
  const auto plan = backend_->prepare_pixel_match(spec);
  plan->start({});
  plan->search(image, 2, {});
  const SeamTerms terms{40, 50, 400};
  Guarded<float> right(*backend_, shape, pixels), down(*backend_, shape, pixels);
  plan->seams(image, terms, right.tensor(), down.tensor());
  const std::vector<std::int32_t> field = backend_->download(plan->field());
  const auto expect_seams = [&](const std::vector<float>& seams, int step_y, int step_x) {
    const std::vector<double> expected =
        reference::pixel_seams({*backend_, spec}, pixels, pixels, field, terms, step_y, step_x);
    for (std::size_t i = 0; i < expected.size(); ++i)
      ASSERT_NEAR(seams[i], expected[i], 0.01) << "value " << i;
  };
  expect_seams(right.read(), 0, 1);
  expect_seams(down.read(), 1, 0);
}

TEST_P(PixelMatch, AWholePieceHasNoSeams) {
  const PixelMatchSpec spec = make_spec(0);
  const Shape shape{GetParam().style_height, GetParam().style_width, 3};
  PixelMatchSpec itself = spec;
  itself.target_region = halves(shape.height, shape.width, false);
  itself.target_guide = guide(shape.height, shape.width, 0);
  std::vector<std::int32_t> places(shape.positions());
  for (std::size_t p = 0; p < places.size(); ++p) places[p] = static_cast<std::int32_t>(p);
  const auto plan = backend_->prepare_pixel_match(itself);
  plan->start({backend_->upload<std::int32_t>({shape.height, shape.width, 1}, places.data())});
  Tensor<float> right = backend_->allocate<float>(shape), down = backend_->allocate<float>(shape);
  plan->seams(spec.style, {40, 50, 400}, right, down);
  for (const Tensor<float>& seams : {right, down})
    for (float value : backend_->download(seams)) ASSERT_NEAR(value, 0, 1e-3);
}

TEST_P(PixelMatch, SweepsNeverMakeAPositionWorse) {
  const PixelMatchSpec spec = make_spec(500);
  const Tensor<float> image = noise({GetParam().height, GetParam().width, 3}, 2);
  const auto plan = backend_->prepare_pixel_match(spec);
  plan->start({});
  plan->search(image, 0, {});
  double before = plan->mean_distance();
  for (int i = 0; i < 4; ++i) {
    plan->search(image, 1, {});
    EXPECT_LE(plan->mean_distance(), before);
    before = plan->mean_distance();
  }
}

TEST_P(PixelMatch, ABetterStartWinsPositionByPosition) {
  const PixelMatchSpec spec = make_spec(0);
  const Tensor<float> image = noise({GetParam().height, GetParam().width, 3}, 2);
  const auto plan = backend_->prepare_pixel_match(spec);
  const auto field_from = [&](int row, int column) {
    std::vector<std::int32_t> field(image.shape().positions(), row * GetParam().style_width + column);
    return backend_->upload<std::int32_t>({GetParam().height, GetParam().width, 1}, field.data());
  };
  const int last_row = GetParam().style_height - 3, last_column = GetParam().style_width - 3;
  plan->start({field_from(2, 2), field_from(last_row, last_column)});
  plan->search(image, 0, {});
  const std::vector<float> pixels = backend_->download(image);
  const std::vector<std::int32_t> field = backend_->download(plan->field());
  const reference::PixelArrays arrays(*backend_, spec);
  for_centres([&](int y, int x, std::size_t p) {
    const double a = reference::pixel_distance(arrays, pixels, y, x, 2 * GetParam().style_width + 2);
    const double b =
        reference::pixel_distance(arrays, pixels, y, x, last_row * GetParam().style_width + last_column);
    EXPECT_NEAR(reference::pixel_distance(arrays, pixels, y, x, field[p]), std::min(a, b), 1e-9);
  });
}

TEST_P(PixelMatch, TheSameBytesWithAnyNumberOfThreads) {
  const PixelMatchSpec spec = make_spec(500);
  std::vector<std::vector<float>> images;
  for (int threads : {1, 2, 3}) {
    const ThreadScope scope(threads);
    Tensor<float> image = noise({GetParam().height, GetParam().width, 3}, 2);
    const auto plan = backend_->prepare_pixel_match(spec);
    plan->start({});
    for (int i = 0; i < 3; ++i) {
      plan->search(image, 4, {100});
      plan->vote(40, image);
    }
    images.push_back(backend_->download(image));
  }
  EXPECT_EQ(images[0], images[1]);
  EXPECT_EQ(images[0], images[2]);
}

INSTANTIATE_TEST_SUITE_P(Sizes, PixelMatch,
                         testing::Values(Case{5, 5, 5, 5}, Case{5, 9, 17, 6}, Case{16, 16, 16, 16},
                                         Case{23, 31, 40, 27}, Case{64, 48, 33, 65}));

/// Larger cases with a known answer.
class PixelMatchFinds : public PixelMatch {};

TEST_P(PixelMatchFinds, TheStyleInItself) {
  const PixelMatchSpec spec = make_spec(500);
  const auto plan = backend_->prepare_pixel_match(spec);
  plan->start({});
  plan->search(spec.style, 40, {});
  const std::vector<std::int32_t> field = backend_->download(plan->field());
  std::size_t right = 0, all = 0;
  for_centres([&](int, int, std::size_t p) {
    right += field[p] == static_cast<std::int32_t>(p);
    ++all;
  });
  EXPECT_GT(static_cast<double>(right), 0.99 * static_cast<double>(all));
}

TEST_P(PixelMatchFinds, PatchesOfTheWantedRegion) {
  const PixelMatchSpec spec = make_spec(1e6);
  const auto plan = backend_->prepare_pixel_match(spec);
  plan->start({});
  plan->search(noise({GetParam().height, GetParam().width, 3}, 2), 8, {100});
  const std::vector<std::int32_t> field = backend_->download(plan->field());
  const reference::PixelArrays arrays(*backend_, spec);
  for_centres([&](int, int, std::size_t p) {
    EXPECT_EQ(arrays.style_region[static_cast<std::size_t>(field[p])], arrays.target_region[p]);
  });
}

TEST_P(PixelMatchFinds, MoreOfTheStyleWhenUseIsBalanced) {
  const PixelMatchSpec spec = make_spec(500);
  const Tensor<float> image = grey({GetParam().height, GetParam().width, 3});
  std::map<bool, std::size_t> distinct;
  for (bool balanced : {false, true}) {
    const auto plan = backend_->prepare_pixel_match(spec);
    plan->start({});
    plan->search(image, 12, {balanced ? 5000.0f : 0.0f});
    const std::vector<std::int32_t> field = backend_->download(plan->field());
    std::vector<std::int32_t> used;
    for_centres([&](int, int, std::size_t p) { used.push_back(field[p]); });
    std::sort(used.begin(), used.end());
    distinct[balanced] = static_cast<std::size_t>(std::unique(used.begin(), used.end()) - used.begin());
  }
  EXPECT_GT(distinct[true], 2 * distinct[false]);
}

TEST_P(PixelMatchFinds, WholePiecesWhereCoherencePays) {
  const PixelMatchSpec spec = make_spec(500);
  const Tensor<float> image = grey({GetParam().height, GetParam().width, 3});
  const auto search = [&](float coherence) {
    const auto plan = backend_->prepare_pixel_match(spec);
    plan->start({});
    plan->search(image, 12, {5000, coherence});
    return backend_->download(plan->field());
  };
  const auto going_on = [&](const std::vector<std::int32_t>& field) {
    double pairs = 0, together = 0;
    for_centres([&](int, int x, std::size_t p) {
      if (x == 2) return;
      ++pairs;
      together += field[p] == field[p - 1] + 1;
    });
    return together / pairs;
  };
  const std::vector<std::int32_t> alone = search(0);
  EXPECT_LT(going_on(alone), 0.2);
  EXPECT_EQ(search(1e-6f), alone) << "less than any difference in distance must not decide";
  EXPECT_GT(going_on(search(2000)), 0.4);
}

TEST_P(PixelMatchFinds, PixelsAtTheSidesNoMoreThanOthers) {
  PixelMatchSpec spec = make_spec(0);
  spec.style = grey(spec.style.shape());  // only the prices differ
  const auto plan = backend_->prepare_pixel_match(spec);
  plan->start({});
  plan->search(grey({GetParam().height, GetParam().width, 3}), 60, {5000});
  const std::vector<std::int32_t> field = backend_->download(plan->field());
  const int height = GetParam().style_height, width = GetParam().style_width;
  const auto reaches = [](int at, int length) { return std::min({at, length - 1 - at, 4}) + 1; };  // of five
  double sides = 0, all = 0;  // what the patches within six pixels from a side, and all, cover
  for_centres([&](int, int, std::size_t p) {
    const int v = field[p] / width, u = field[p] % width;
    all += 1;
    sides += reaches(v, height) < 5 || reaches(u, width) < 5;
  });
  const double area = (height - 4.0) * (width - 4.0), inside = (height - 8.0) * (width - 8.0);
  EXPECT_NEAR(sides / all, 1 - inside / area, 0.05);
}

TEST_P(PixelMatchFinds, RowsAsOftenAsTheirRatesSay) {
  PixelMatchSpec spec = make_spec(0);
  const Tensor<float> image = grey({GetParam().height, GetParam().width, 3});
  spec.style = grey(spec.style.shape());  // only the prices differ
  const int middle = GetParam().style_height / 2;
  std::vector<float> rates(static_cast<std::size_t>(GetParam().style_height), 0.5f);
  std::fill_n(rates.begin(), middle, 1.5f);
  const auto plan = backend_->prepare_pixel_match(spec);
  const auto share_above = [&] {
    plan->start({});
    plan->search(image, 40, {5000});
    const std::vector<std::int32_t> field = backend_->download(plan->field());
    double above = 0, all = 0;
    for_centres([&](int, int, std::size_t p) {
      above += field[p] / GetParam().style_width < middle;
      ++all;
    });
    return above / all;
  };
  EXPECT_NEAR(share_above(), 0.5, 0.05);
  plan->set_rates(rates);
  EXPECT_NEAR(share_above(), 0.75, 0.06);
  plan->set_rates({});
  EXPECT_NEAR(share_above(), 0.5, 0.05);
}

INSTANTIATE_TEST_SUITE_P(Sizes, PixelMatchFinds, testing::Values(Case{48, 48, 48, 48}));

}  // namespace
}  // namespace doodle
