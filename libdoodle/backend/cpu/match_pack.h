#pragma once

#include <span>
#include <vector>

#include "backend/backend.h"

namespace doodle::cpu {

/// A stretch of columns of a map, reordered for MatchKernels::gram: per row of the map, blocks of columns;
/// per block, channel by channel the values of its columns. Block b of row y: at row(y) + starts[b] * depth.
class PackedMap {
 public:
  PackedMap() = default;
  /// starts: the first column of each block, and the width behind the last one.
  PackedMap(Backend& backend, int height, int depth, std::vector<int> starts);

  int height() const { return height_; }
  int depth() const { return depth_; }
  int blocks() const { return static_cast<int>(starts_.size()) - 1; }
  int start(int b) const { return starts_[static_cast<std::size_t>(b)]; }
  int size(int b) const { return start(b + 1) - start(b); }
  float* block(int y, int b) const;
  /// All blocks of row y; nothing of a row that is not there.
  std::span<const float> row(int y) const;

 private:
  int height_ = 0;
  int depth_ = 0;
  std::vector<int> starts_;
  Tensor<float> values_;
};

/// Block starts for a PackedMap: `count` columns in the fewest blocks of at most `most`, about equal.
std::vector<int> even_blocks(int count, int most);

/// What an element of a PackedMap is: a number as it is; or of a position of unit length over channels (zero
/// stays zero) one rounded to fp16, or two channels rounded to fp16 and then to bf16 in the bits of one
/// float, the even one low (a missing last one is zero).
enum class PackForm { given, half, bf16_pairs };

/// What pack() takes from a map: columns first .. first + count - 1, in a form. Columns of the PackedMap
/// behind these are zero.
struct PackSource {
  const Tensor<float>& map;
  int first = 0;
  int count = 0;
  PackForm form = PackForm::half;
};
void pack(const PackSource& source, PackedMap& packed);

/// Writes `map` with every position of unit length (zero stays zero), then rounded to fp16 or not, then times
/// scale.
void make_unit(const Tensor<float>& map, bool half, float scale, Tensor<float>& unit);

}  // namespace doodle::cpu
