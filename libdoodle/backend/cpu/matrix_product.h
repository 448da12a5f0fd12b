#pragma once

#include <cstdint>

namespace doodle::cpu {

/// A matrix, row by row without gaps, or the transpose of one that is stored so.
struct MatrixView {
  const float* data;
  bool transposed = false;
};

/// out (rows x columns) = scale * left (rows x inner) * right (inner x columns) + keep * out. On one thread:
/// the order of the additions would otherwise depend on how many there are. To be called inside parallel_for.
void multiply(MatrixView left, MatrixView right, std::int64_t rows, std::int64_t columns, std::int64_t inner,
              float scale, float keep, float* out);

/// out(p) = weights(p) * rows(p) for `count` rows of `channels` values.
void weigh_rows(const float* rows, const float* weights, std::int64_t count, std::int64_t channels,
                float* out);

}  // namespace doodle::cpu
