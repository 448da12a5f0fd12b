#include "backend/cpu/match_labels.h"

#include <algorithm>
#include <cstring>

#include "backend/cpu/match_pack.h"

namespace doodle::cpu {
namespace {

/// The first column of each one that no column before it equals; `places` as in LabelStrips::places().
std::vector<int> different_columns(const float* row, int count, std::size_t depth, std::vector<int>& places) {
  const auto column = [&](int x) { return row + static_cast<std::size_t>(x) * depth; };
  std::vector<int> different;
  for (int x = 0; x < count; ++x) {
    const auto same = [&](int other) {
      return std::memcmp(column(x), column(other), depth * sizeof(float)) == 0;
    };
    const auto found = std::find_if(different.begin(), different.end(), same);
    places.push_back(static_cast<int>(found - different.begin()));
    if (found == different.end()) different.push_back(x);
  }
  return different;
}

}  // namespace

Tensor<float> stack_rows(Backend& backend, const Tensor<float>& labels) {
  const Shape shape = labels.shape();
  const auto channels = static_cast<std::size_t>(shape.channels),
             row = static_cast<std::size_t>(shape.width) * channels;
  Tensor<float> strips = backend.allocate<float>({shape.height - 2, shape.width, 3 * shape.channels});
  float* to = strips.data();
  for (std::size_t p = 0; p < strips.shape().positions(); ++p) {
    for (std::size_t dy = 0; dy < 3; ++dy, to += channels)
      std::copy_n(labels.data() + p * channels + dy * row, channels, to);
  }
  return strips;
}

LabelStrips::LabelStrips(const Tensor<float>& strips, int first, int count, const MatchKernels& kernels)
    : depth_(strips.shape().channels), rows_(static_cast<std::size_t>(strips.shape().height)) {
  const auto depth = static_cast<std::size_t>(depth_);
  const float* from = strips.data() + static_cast<std::size_t>(first) * depth;
  for (Row& row : rows_) {
    const std::vector<int> different = different_columns(from, count, depth, row.places);
    row.starts = even_blocks(static_cast<int>(different.size()), kernels.block_rows);
    for (std::size_t b = 0; b + 1 < row.starts.size(); ++b) {
      for (std::size_t k = 0; k < depth; ++k) {
        for (int i = row.starts[b]; i < row.starts[b + 1]; ++i) {
          const auto x = static_cast<std::size_t>(different[static_cast<std::size_t>(i)]);
          row.values.push_back(from[x * depth + k]);
        }
      }
    }
    from += static_cast<std::size_t>(strips.shape().width) * depth;
  }
}

const float* LabelStrips::block(int y, int b) const {
  const Row& row = rows_[static_cast<std::size_t>(y)];
  return row.values.data() + static_cast<std::ptrdiff_t>(row.starts[static_cast<std::size_t>(b)]) * depth_;
}

}  // namespace doodle::cpu
