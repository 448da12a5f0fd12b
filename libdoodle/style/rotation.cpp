#include "style/rotation.h"

#include <numeric>

#include "base/random_normal.h"

namespace doodle {
namespace {

/// Takes from `row` what it has in the direction of `other`, which is of unit length.
void remove_direction(double* row, const double* other, std::size_t size) {
  const double product = std::inner_product(row, row + size, other, 0.0);
  for (std::size_t c = 0; c < size; ++c) row[c] -= product * other[c];
}

}  // namespace

/// Gram and Schmidt on normally distributed numbers.
std::vector<float> random_rotation(int size, std::uint64_t seed) {
  const auto n = static_cast<std::size_t>(size);
  std::vector<double> rows(n * n);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = random_normal(seed, 1, i);
  for (std::size_t i = 0; i < n; ++i) {
    double* row = &rows[i * n];
    for (std::size_t j = 0; j < i; ++j) remove_direction(row, &rows[j * n], n);
    const double length = std::sqrt(std::inner_product(row, row + n, row, 0.0));
    for (std::size_t c = 0; c < n; ++c) row[c] /= length;
  }
  return {rows.begin(), rows.end()};
}

std::vector<float> transposed(const std::vector<float>& matrix, int size) {
  const auto n = static_cast<std::size_t>(size);
  std::vector<float> result(matrix.size());
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) result[j * n + i] = matrix[i * n + j];
  return result;
}

}  // namespace doodle
