#include "synthesis/surroundings.h"

#include <cstdint>
#include <tuple>

namespace doodle {
namespace {

Area around(const Bounds& holes, Size picture) {
  constexpr int kLeast = 64;
  return holes.widened(std::max(kLeast, holes.longer() * 2 / 3), picture);
}

/// Adds the clear pixels that touch (y, x) at a side or a corner, themselves or through others.
Bounds hole_at(const Image& picture, int y, int x, std::vector<bool>& seen) {
  Bounds hole;
  std::vector<std::size_t> border{pixel_at(picture, y, x)};
  seen[border.front()] = true;
  while (!border.empty()) {
    const int row = static_cast<int>(border.back() / picture.width),
              column = static_cast<int>(border.back() % picture.width);
    border.pop_back();
    hole.add(row, column);
    for (int v = std::max(0, row - 1); v <= std::min(picture.height - 1, row + 1); ++v)
      for (int u = std::max(0, column - 1); u <= std::min(picture.width - 1, column + 1); ++u) {
        const std::size_t p = pixel_at(picture, v, u);
        if (seen[p] || !is_clear(picture, p)) continue;
        seen[p] = true;
        border.push_back(p);
      }
  }
  return hole;
}

bool overlap(const Area& a, const Area& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/// Adds a hole to those whose surroundings its own reach. These may reach others, being larger together.
void join(Bounds hole, Size picture, std::vector<Bounds>& groups) {
  for (std::size_t i = 0; i < groups.size();) {
    if (!overlap(around(groups[i], picture), around(hole, picture))) {
      ++i;
      continue;
    }
    hole.add(groups[i]);
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(i));
    i = 0;
  }
  groups.push_back(hole);
}

}  // namespace

Area surroundings(const Image& picture) {
  Bounds box;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x)
      if (is_clear(picture, pixel_at(picture, y, x))) box.add(y, x);
  return around(box, picture.size());
}

std::vector<Area> separate_surroundings(const Image& picture) {
  std::vector<Bounds> groups;
  std::vector<bool> seen(picture.alpha.size());
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x)
      if (const std::size_t p = pixel_at(picture, y, x); is_clear(picture, p) && !seen[p])
        join(hole_at(picture, y, x, seen), picture.size(), groups);
  std::vector<Area> areas;
  for (const Bounds& group : groups) areas.push_back(around(group, picture.size()));
  std::sort(areas.begin(), areas.end(), [](const Area& a, const Area& b) {
    const auto order = [](const Area& area) {
      return std::tuple(-static_cast<std::int64_t>(area.height) * area.width, area.y, area.x);
    };
    return order(a) < order(b);
  });
  return areas;
}

}  // namespace doodle
