#include <algorithm>

#include "backend/cpu/matrix_product.h"
#include "backend/cpu/operations.h"
#include "base/check.h"
#include "base/parallel.h"

namespace doodle::cpu {
namespace {

constexpr std::int64_t kPositions = 1024;  ///< of a block, whose matrix is a float sum
constexpr std::int64_t kBlocks = 16;       ///< whose matrices wait in memory at once

bool weights_fit(const Tensor<float>& weights, Shape features) {
  return weights.empty() || weights.size() == features.positions();
}

/// The matrix of positions begin.. of one block.
void block_gram(const Tensor<float>& features, const Tensor<float>& weights, std::int64_t begin,
                std::int64_t count, float* gram) {
  const std::int64_t channels = features.shape().channels;
  const float* rows = features.data() + begin * channels;
  if (weights.empty()) {
    multiply({rows, true}, {rows}, channels, channels, count, 1, 0, gram);
    return;
  }
  std::vector<float> weighted(static_cast<std::size_t>(count * channels));
  weigh_rows(rows, weights.data() + begin, count, channels, weighted.data());
  multiply({weighted.data(), true}, {rows}, channels, channels, count, 1, 0, gram);
}

}  // namespace

void add_gram(const Tensor<float>& features, const Tensor<float>& weights, Tensor<double>& sums) {
  const std::int64_t channels = features.shape().channels, size = channels * channels;
  expect(static_cast<std::int64_t>(sums.size()) == size && weights_fit(weights, features.shape()),
         "add_gram: shapes do not fit");
  const auto positions = static_cast<std::int64_t>(features.shape().positions());
  const std::int64_t blocks = (positions + kPositions - 1) / kPositions;
  std::vector<float> grams(static_cast<std::size_t>(std::min(blocks, kBlocks) * size));
  for (std::int64_t first = 0; first < blocks; first += kBlocks) {
    const std::int64_t some = std::min(kBlocks, blocks - first);
    parallel_for(some, [&](std::int64_t b) {
      const std::int64_t begin = (first + b) * kPositions;
      block_gram(features, weights, begin, std::min(kPositions, positions - begin), grams.data() + b * size);
    });
    parallel_for(channels, [&](std::int64_t row) {
      for (std::int64_t b = 0; b < some; ++b) {
        const float* from = grams.data() + b * size + row * channels;
        double* to = sums.data() + row * channels;
        for (std::int64_t c = 0; c < channels; ++c) to[c] += static_cast<double>(from[c]);
      }
    });
  }
}

void gram_difference(const Tensor<double>& sums, double total, const Tensor<float>& target, double weight,
                     Tensor<float>& difference, Tensor<double>& loss) {
  expect(sums.size() == target.size() && sums.size() == difference.size() && total > 0,
         "gram_difference: shapes do not fit");
  constexpr std::int64_t block = 4096;
  const double sum =
      parallel_sum(static_cast<std::int64_t>(sums.size()), block, [&](std::int64_t begin, std::int64_t end) {
        double squares = 0;
        for (std::int64_t i = begin; i < end; ++i) {
          const double apart = sums.data()[i] / total - static_cast<double>(target.data()[i]);
          difference.data()[i] = static_cast<float>(apart);
          squares += apart * apart;
        }
        return squares;
      });
  *loss.data() += weight * sum;
}

void add_product(const Tensor<float>& rows, const Tensor<float>& matrix, const Tensor<float>& weights,
                 double scale, Tensor<float>& out) {
  const std::int64_t inner = rows.shape().channels, columns = out.shape().channels;
  const auto positions = static_cast<std::int64_t>(rows.shape().positions());
  expect(rows.shape().positions() == out.shape().positions() && matrix.shape().height == inner &&
             matrix.shape().width == columns && matrix.shape().channels == 1 &&
             weights_fit(weights, rows.shape()),
         "add_product: shapes do not fit");
  constexpr std::int64_t block = 512;
  parallel_for((positions + block - 1) / block, [&](std::int64_t b) {
    const std::int64_t begin = b * block, count = std::min(block, positions - begin);
    const float* from = rows.data() + begin * inner;
    std::vector<float> weighted;
    if (!weights.empty()) {
      weighted.resize(static_cast<std::size_t>(count * inner));
      weigh_rows(from, weights.data() + begin, count, inner, weighted.data());
      from = weighted.data();
    }
    multiply({from}, {matrix.data()}, count, columns, inner, static_cast<float>(scale), 1,
             out.data() + begin * columns);
  });
}

}  // namespace doodle::cpu
