#include <algorithm>

#include "backend/cpu/operations.h"
#include "base/expect.h"
#include "base/parallel.h"

namespace doodle::cpu {

void replace(const Tensor<std::uint8_t>& where, const Tensor<float>& by, Tensor<float>& values) {
  const Shape shape = values.shape();
  expect(where.size() == shape.positions() && (by.empty() || by.shape() == shape),
         "replace: shapes do not fit");
  parallel_for(shape.height, [&](std::int64_t y) {
    for (std::int64_t p = y * shape.width; p < (y + 1) * shape.width; ++p) {
      if (where.data()[p] == 0) continue;
      float* const to = values.data() + p * shape.channels;
      if (by.empty())
        std::fill_n(to, shape.channels, 0.0f);
      else
        std::copy_n(by.data() + p * shape.channels, shape.channels, to);
    }
  });
}

}  // namespace doodle::cpu
