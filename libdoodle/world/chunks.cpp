#include "world/chunks.h"

#include <algorithm>

namespace doodle {
namespace {

/// Pixels that are looked at around a chunk's own.
constexpr int kMargin = 64;

struct Stretch {
  int begin, end;
};

std::vector<Stretch> split(int length, int side) {
  const int parts = (length + side - 1) / side;
  const auto at = [&](int i) { return static_cast<int>(static_cast<std::int64_t>(length) * i / parts); };
  std::vector<Stretch> stretches;
  for (int i = 0; i < parts; ++i) stretches.push_back({at(i), at(i + 1)});
  return stretches;
}

}  // namespace

std::vector<Chunk> divide(Size picture, int side) {
  std::vector<Chunk> chunks;
  for (const Stretch y : split(picture.height, side))
    for (const Stretch x : split(picture.width, side)) {
      const int left = std::max(0, x.begin - kMargin), top = std::max(0, y.begin - kMargin);
      const int right = std::min(picture.width, x.end + kMargin);
      const int bottom = std::min(picture.height, y.end + kMargin);
      chunks.push_back(
          {{x.begin, y.begin, x.end - x.begin, y.end - y.begin}, {left, top, right - left, bottom - top}});
    }
  return chunks;
}

}  // namespace doodle
