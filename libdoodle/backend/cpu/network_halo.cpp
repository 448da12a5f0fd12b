#include "backend/cpu/network_halo.h"

#include <algorithm>

#include "base/parallel.h"

namespace doodle::cpu {
namespace {

void fill_row(Padding padding, const BlockedMap& map, const float* from, float* to) {
  const int block = map.block;
  const int width = map.shape.width;
  std::copy_n(from, map.row_size(), to + block);
  float* const ends[] = {to, to + (width + 1) * block};
  for (int side : {-1, 1}) {
    float* const end = ends[side > 0];
    const int source = padded_source(padding, side < 0 ? -1 : width, width);
    if (source < 0) {
      std::fill_n(end, block, 0.0f);
    } else {
      std::copy_n(from + source * block, block, end);
    }
  }
}

void add_row(const float* from, std::size_t count, float* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] += from[i];
}

/// Adds row y of `padded`, its halo columns folded inwards, to row `to` of the map.
void fold_row(Padding padding, const BlockedMap& map, const float* from, float* to) {
  const int block = map.block;
  const int width = map.shape.width;
  add_row(from + block, map.row_size(), to);
  for (int side : {-1, 1}) {
    const int source = padded_source(padding, side < 0 ? -1 : width, width);
    const float* end = side < 0 ? from : from + (width + 1) * block;
    if (source >= 0) add_row(end, static_cast<std::size_t>(block), to + source * block);
  }
}

}  // namespace

void fill_halo(AxisPadding padding, const BlockedMap& map, const BlockedMap& padded) {
  const int height = map.shape.height;
  parallel_for(static_cast<std::int64_t>(padded.blocks()) * (height + 2), [&](std::int64_t i) {
    const int b = static_cast<int>(i / (height + 2));
    const int y = static_cast<int>(i % (height + 2)) - 1;
    float* const to = padded.row(b, y + 1);
    const int source = padded_source(padding.y, y, height);
    if (source < 0) {
      std::fill_n(to, padded.row_size(), 0.0f);
    } else {
      fill_row(padding.x, map, map.row(b, source), to);
    }
  });
}

void fold_halo(AxisPadding padding, const BlockedMap& padded, const BlockedMap& map) {
  const int height = map.shape.height;
  parallel_for(static_cast<std::int64_t>(map.blocks()) * height, [&](std::int64_t i) {
    const int b = static_cast<int>(i / height);
    const int y = static_cast<int>(i % height);
    float* const to = map.row(b, y);
    std::fill_n(to, map.row_size(), 0.0f);
    fold_row(padding.x, map, padded.row(b, y + 1), to);
    if (y == padded_source(padding.y, -1, height)) fold_row(padding.x, map, padded.row(b, 0), to);
    if (y == padded_source(padding.y, height, height))
      fold_row(padding.x, map, padded.row(b, height + 1), to);
  });
}

}  // namespace doodle::cpu
