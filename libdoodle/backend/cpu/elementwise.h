#pragma once

#include <algorithm>
#include <cstddef>

#include "base/parallel.h"

namespace doodle::cpu {

/// body(i) for every element of an array, in blocks that are worth a task.
template <class Body>
void for_each_element(std::size_t size, const Body& body) {
  constexpr std::size_t block = 8192;
  parallel_for(static_cast<std::int64_t>((size + block - 1) / block), [&](std::int64_t b) {
    const std::size_t begin = static_cast<std::size_t>(b) * block, end = std::min(begin + block, size);
    for (std::size_t i = begin; i < end; ++i) body(i);
  });
}

}  // namespace doodle::cpu
