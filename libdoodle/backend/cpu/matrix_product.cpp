#include "backend/cpu/matrix_product.h"

#include <oneapi/dnnl/dnnl.h>

#include "base/check.h"
#include "base/parallel.h"

namespace doodle::cpu {

void multiply(MatrixView left, MatrixView right, std::int64_t rows, std::int64_t columns, std::int64_t inner,
              float scale, float keep, float* out) {
  const ThreadScope one(1);
  const dnnl_status_t status = dnnl_sgemm(left.transposed ? 'T' : 'N', right.transposed ? 'T' : 'N', rows,
                                          columns, inner, scale, left.data, left.transposed ? rows : inner,
                                          right.data, right.transposed ? inner : columns, keep, out, columns);
  expect(status == dnnl_success, "a matrix product failed");
}

void weigh_rows(const float* rows, const float* weights, std::int64_t count, std::int64_t channels,
                float* out) {
  for (std::int64_t p = 0; p < count; ++p) {
    for (std::int64_t c = 0; c < channels; ++c) out[p * channels + c] = weights[p] * rows[p * channels + c];
  }
}

}  // namespace doodle::cpu
