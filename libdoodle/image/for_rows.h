#pragma once

#include <cstddef>
#include <cstdint>

#include "base/parallel.h"

namespace doodle {

/// body(y) for every row of `row_size` values, on several threads when there is work for them: waking them
/// costs more than a small picture.
template <class Body>
void for_rows(std::int64_t rows, std::size_t row_size, const Body& body) {
  if (static_cast<std::size_t>(rows) * row_size >= 16384) return parallel_for(rows, body);
  for (std::int64_t y = 0; y < rows; ++y) body(y);
}

}  // namespace doodle
