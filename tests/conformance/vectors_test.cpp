#include <limits>

#include "base/parallel.h"
#include "conformance/guarded.h"
#include "conformance/test_device.h"

namespace doodle {
namespace {

using reference::Array;

class Vectors : public testing::TestWithParam<Shape> {
 protected:
  std::unique_ptr<Backend> backend_ = make_backend(test_device());
  std::vector<Array> arrays_;
  std::vector<Tensor<float>> vectors_;

  void SetUp() override {
    for (std::uint64_t i = 0; i < 4; ++i) {
      arrays_.push_back(random_array(GetParam(), -3, 5, i));
      vectors_.push_back(upload(*backend_, arrays_.back()));
    }
  }
  std::vector<double> products() {
    Guarded<double> out(*backend_, {1, 8, 1}, std::vector<double>(8, 77));
    backend_->dot_products({vectors_[0], vectors_[2]}, vectors_, out.tensor());
    return out.read();
  }
  std::vector<float> combination(const std::vector<double>& coefficients, std::vector<float> before) {
    Guarded<float> out(*backend_, GetParam(), before);
    const auto device = backend_->upload<double>({1, 4, 1}, coefficients.data());
    backend_->combine(vectors_, device, out.tensor());
    return out.read();
  }
};

TEST_P(Vectors, ProductsAreTheOraclesSums) {
  const std::vector<double> result = products();
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      double expected = 0, size = 0;
      for (std::size_t k = 0; k < arrays_[0].values.size(); ++k) {
        const double term = arrays_[2 * i].values[k] * arrays_[j].values[k];
        expected += term;
        size += std::abs(term);
      }
      EXPECT_NEAR(result[i * 4 + j], expected, 1e-13 * size) << i << ", " << j;
    }
  }
}

TEST_P(Vectors, ProductsAreTheSameOnAnyNumberOfThreads) {
  const std::vector<double> first = products();
  for (int threads : {1, 2, 3}) {
    const ThreadScope scope(threads);
    EXPECT_EQ(products(), first) << threads << " threads";
  }
}

TEST_P(Vectors, CombinationsAreTheOraclesSums) {
  const std::vector<float> result = combination({0.5, -2, 0, 1e-3}, std::vector<float>(GetParam().size(), 9));
  for (std::size_t k = 0; k < result.size(); ++k) {
    const double expected =
        0.5 * arrays_[0].values[k] - 2 * arrays_[1].values[k] + 1e-3 * arrays_[3].values[k];
    ASSERT_EQ(result[k], static_cast<float>(expected)) << "at " << k;
  }
}

TEST_P(Vectors, TheOutputMayBeOneOfTheVectors) {
  const std::vector<float> apart = combination({2, 1, -1, 0}, std::vector<float>(GetParam().size(), 9));
  const auto coefficients = backend_->upload<double>({1, 4, 1}, std::vector<double>{2, 1, -1, 0}.data());
  backend_->combine(vectors_, coefficients, vectors_[1]);
  backend_->synchronise();
  EXPECT_EQ(backend_->download(vectors_[1]), apart);
}

TEST_P(Vectors, AVectorWithoutACoefficientIsNotRead) {
  const std::vector<float> nan(GetParam().size(), std::numeric_limits<float>::quiet_NaN());
  vectors_[3] = backend_->upload<float>(GetParam(), nan.data());
  EXPECT_EQ(combination({1, 0, 0, 0}, nan), floats(arrays_[0]));
}

INSTANTIATE_TEST_SUITE_P(Shapes, Vectors,
                         testing::Values(Shape{1, 1, 1}, Shape{1, 3, 3}, Shape{5, 7, 3}, Shape{64, 64, 1},
                                         Shape{37, 38, 3}, Shape{90, 95, 3}));

}  // namespace
}  // namespace doodle
