#include "reference/statistics.h"

#include <numeric>

#include "base/parallel.h"
#include "conformance/guarded.h"
#include "conformance/test_device.h"
#include "doodle/error.h"

namespace doodle {
namespace {

using reference::Array;

std::unique_ptr<Backend> backend() {
  return make_backend(test_device());
}

Tensor<float> upload_weights(Backend& backend, const std::vector<double>& weights) {
  if (weights.empty()) return {};
  const std::vector<float> values(weights.begin(), weights.end());
  return backend.upload<float>({1, static_cast<int>(values.size()), 1}, values.data());
}

std::vector<double> random_weights(std::size_t count, bool some) {
  std::vector<double> weights;
  for (std::size_t i = 0; some && i < count; ++i)
    weights.push_back(i % 5 == 0 ? 0 : static_cast<double>(random_uniform(3, 7, i)));
  return weights;
}

void expect_close(const std::vector<float>& values, const std::vector<double>& oracle, double offset) {
  double largest = 0;
  for (double v : oracle) largest = std::max(largest, std::abs(v));
  ASSERT_EQ(values.size(), oracle.size());
  for (std::size_t i = 0; i < oracle.size(); ++i)
    ASSERT_NEAR(static_cast<double>(values[i]) - offset, oracle[i], 2e-6 * largest + 1e-6) << "at " << i;
}

/// Runs the same with 1, 2 and 3 threads and expects the same bytes.
template <class Run>
void expect_same_on_any_threads(const Run& run) {
  const auto first = run();
  for (int threads : {1, 2, 3}) {
    const ThreadScope scope(threads);
    EXPECT_EQ(run(), first) << threads << " threads";
  }
}

struct Case {
  Shape shape;
  bool weighted;
};

class Statistics : public testing::TestWithParam<Case> {
 protected:
  std::unique_ptr<Backend> backend_ = backend();
  Array features_ = random_array(GetParam().shape, -3, 5, 1);
  std::vector<double> weights_ = random_weights(GetParam().shape.positions(), GetParam().weighted);
};

TEST_P(Statistics, GramMatrixIsAdded) {
  const int channels = GetParam().shape.channels;
  const auto features = upload(*backend_, features_);
  const auto weights = upload_weights(*backend_, weights_);
  const auto run = [&] {
    Guarded<double> sums(*backend_, {channels, channels, 1},
                         std::vector<double>(static_cast<std::size_t>(channels * channels), 2));
    backend_->add_gram(features, weights, sums.tensor());
    return sums.read();
  };
  const std::vector<double> sums = run();
  const Array oracle = reference::gram(features_, weights_);
  double largest = 0;
  for (double v : oracle.values) largest = std::max(largest, std::abs(v));
  for (std::size_t i = 0; i < sums.size(); ++i)
    ASSERT_NEAR(sums[i] - 2, oracle.values[i], 2e-6 * largest + 1e-6);
  expect_same_on_any_threads(run);
}

TEST_P(Statistics, ProductIsAdded) {
  const Shape shape = GetParam().shape;
  const int columns = shape.channels + 3;
  const Array matrix = random_array({shape.channels, columns, 1}, -1, 1, 5);
  const auto rows = upload(*backend_, features_), device_matrix = upload(*backend_, matrix);
  const auto weights = upload_weights(*backend_, weights_);
  const auto run = [&] {
    const Shape out_shape{shape.height, shape.width, columns};
    Guarded<float> out(*backend_, out_shape, std::vector<float>(out_shape.size(), 0.5f));
    backend_->add_product(rows, device_matrix, weights, 0.25, out.tensor());
    return out.read();
  };
  std::vector<double> oracle;
  for (std::size_t p = 0; p < shape.positions(); ++p)
    for (int column = 0; column < columns; ++column) {
      double sum = 0;
      for (int c = 0; c < shape.channels; ++c)
        sum += features_.values[p * static_cast<std::size_t>(shape.channels) + static_cast<std::size_t>(c)] *
               matrix.at(c, column, 0);
      oracle.push_back(0.25 * sum * (weights_.empty() ? 1 : weights_[p]));
    }
  expect_close(run(), oracle, 0.5);
  expect_same_on_any_threads(run);
}

TEST_P(Statistics, TransportFollowsRanks) {
  const Shape shape = GetParam().shape;
  const auto channels = static_cast<std::size_t>(shape.channels);
  // Some values equal to others, some to samples of the source, some beyond all of them.
  Array values = features_;
  for (std::size_t i = 0; i < values.values.size(); i += 3) values.values[i] = std::round(values.values[i]);
  const int samples = GetParam().shape.height == 40 ? 700 : 9;
  Array source(shape.channels, samples, 1), target(shape.channels, 6, 1);
  for (Array* array : {&source, &target}) {
    *array = random_array({array->height, array->width, 1}, -2, 4, array == &source ? 3 : 4);
    for (std::size_t i = 0; i < array->values.size(); i += 2) array->values[i] = std::round(array->values[i]);
    for (int k = 0; k < array->height; ++k)
      std::sort(array->values.begin() + k * array->width, array->values.begin() + (k + 1) * array->width);
  }
  const Transport plan{upload(*backend_, source), upload(*backend_, target)};
  const auto weights = upload_weights(*backend_, weights_);
  const auto row = [](const Array& array, std::size_t k) {
    const auto begin = array.values.begin() + static_cast<std::ptrdiff_t>(k) * array.width;
    return std::vector<double>(begin, begin + array.width);
  };
  double loss = 0;
  std::vector<double> oracle;
  for (std::size_t i = 0; i < values.values.size(); ++i) {
    const std::size_t k = i % channels;
    const double z = values.values[i], share = weights_.empty() ? 1 : weights_[i / channels];
    const double apart = z - reference::quantile_at(row(target, k), reference::rank_of(row(source, k), z));
    loss += share * apart * apart;
    oracle.push_back(share * apart);
  }
  double measured = 0;
  const auto run = [&] {
    Guarded<float> out(*backend_, shape, floats(values));
    Guarded<double> sum(*backend_, {1, 1, 1}, {3});
    backend_->transport(plan, weights, 2, out.tensor(), sum.tensor());
    measured = sum.read()[0];
    return out.read();
  };
  expect_close(run(), oracle, 0);
  EXPECT_NEAR(measured - 3, 2 * loss, 1e-5 * loss + 1e-9);
  expect_same_on_any_threads(run);
}

TEST_P(Statistics, ChannelsAreSorted) {
  const Shape shape = GetParam().shape;
  const auto positions = static_cast<int>(shape.positions());
  Guarded<float> sorted(*backend_, {shape.channels, positions, 1}, std::vector<float>(shape.size(), 0));
  backend_->sort_channels(upload(*backend_, features_), sorted.tensor());
  const std::vector<float> values = sorted.read();
  for (int k = 0; k < shape.channels; ++k) {
    std::vector<float> column;
    for (int p = 0; p < positions; ++p)
      column.push_back(static_cast<float>(features_.at(p / shape.width, p % shape.width, k)));
    std::sort(column.begin(), column.end());
    EXPECT_TRUE(std::equal(column.begin(), column.end(),
                           values.begin() + static_cast<std::ptrdiff_t>(k) * positions));
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, Statistics,
                         testing::Values(Case{{1, 1, 1}, false}, Case{{1, 1, 3}, true},
                                         Case{{5, 7, 15}, false}, Case{{9, 5, 17}, true},
                                         Case{{40, 53, 16}, false}, Case{{37, 61, 3}, true},
                                         Case{{135, 125, 2}, true}));

TEST(GramDifference, IsTheMeanLessTheTarget) {
  const auto device = backend();
  const std::vector<double> sums{10, 20, 20, 50};
  const std::vector<float> target{1, 3, 3, 4};
  const auto device_sums = device->upload<double>({2, 2, 1}, sums.data());
  const auto device_target = device->upload<float>({2, 2, 1}, target.data());
  Guarded<float> difference(*device, {2, 2, 1}, {0, 0, 0, 0});
  Guarded<double> loss(*device, {1, 1, 1}, {100});
  device->gram_difference(device_sums, 10, device_target, 3, difference.tensor(), loss.tensor());
  EXPECT_EQ(difference.read(), (std::vector<float>{0, -1, -1, 1}));
  EXPECT_DOUBLE_EQ(loss.read()[0], 109);
}

TEST(Blocks, AreCopiedAndAddedInTheirRectanglesAlone) {
  const auto device = backend();
  const Array from = random_array({5, 6, 2}, 0, 9, 1), before = random_array({4, 7, 2}, 0, 9, 2);
  for (const BlockCopy block : {BlockCopy{1, 2, 0, 3, 3, 4, 1}, BlockCopy{0, 1, 1, 3, 3, 2, 2}})
    for (const bool add : {false, true}) {
      Guarded<float> to(*device, {4, 7, 2}, floats(before));
      if (add)
        device->add_block(upload(*device, from), block, to.tensor());
      else
        device->copy_block(upload(*device, from), block, to.tensor());
      Array oracle = before;
      for (int y = 0; y < block.height; ++y)
        for (int x = 0; x < block.width; ++x)
          for (int c = 0; c < 2; ++c)
            oracle.at(y + block.to_y, x + block.to_x, c) =
                from.at(block.from_y + y * block.step, block.from_x + x * block.step, c) +
                (add ? before.at(y + block.to_y, x + block.to_x, c) : 0);
      expect_close(to.read(), oracle.values, 0);
    }
}

TEST(Replace, ChangesThePositionsThatAreNamed) {
  const auto device = backend();
  for (const Shape shape : {Shape{1, 1, 1}, Shape{5, 7, 3}, Shape{33, 20, 4}}) {
    const Array before = random_array(shape, -9, 9, 1), by = random_array(shape, -9, 9, 2);
    std::vector<std::uint8_t> where(shape.positions());
    for (std::size_t p = 0; p < where.size(); ++p)
      where[p] = static_cast<std::uint8_t>(p % 3 == 0 ? 255 - p % 2 : 0);
    const auto named = device->upload<std::uint8_t>({shape.height, shape.width, 1}, where.data());
    for (const bool zeros : {false, true}) {
      Guarded<float> values(*device, shape, floats(before));
      device->replace(named, zeros ? Tensor<float>{} : upload(*device, by), values.tensor());
      Array oracle = before;
      for (std::size_t i = 0; i < oracle.values.size(); ++i)
        if (where[i / static_cast<std::size_t>(shape.channels)] != 0)
          oracle.values[i] = zeros ? 0 : by.values[i];
      expect_close(values.read(), oracle.values, 0);
    }
  }
}

TEST(Replace, RefusesOtherShapes) {
  const auto device = backend();
  Tensor<float> values = upload(*device, random_array({3, 3, 2}, 0, 1, 1));
  const std::vector<std::uint8_t> bytes(9, 1);
  const auto where = device->upload<std::uint8_t>({3, 3, 1}, bytes.data());
  EXPECT_THROW(device->replace(device->upload<std::uint8_t>({3, 2, 1}, bytes.data()), {}, values), Error);
  EXPECT_THROW(device->replace(where, upload(*device, random_array({3, 3, 1}, 0, 1, 1)), values), Error);
}

TEST(Blocks, OutsideAnArrayAreRefused) {
  const auto device = backend();
  const Array array = random_array({3, 3, 1}, 0, 1, 1);
  Tensor<float> to = upload(*device, array);
  const Tensor<float> from = upload(*device, array);
  const BlockCopy below{0, 0, 1, 0, 3, 1, 1}, before{0, -1, 0, 0, 1, 1, 1}, skipping{0, 0, 0, 0, 3, 1, 2};
  EXPECT_THROW(device->copy_block(from, below, to), Error);
  EXPECT_THROW(device->add_block(from, before, to), Error);
  EXPECT_THROW(device->copy_block(from, skipping, to), Error);
}

}  // namespace
}  // namespace doodle
