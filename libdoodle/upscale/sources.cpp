#include "upscale/sources.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"

namespace doodle {
namespace {

/// body(x, y, style), the latter's number, for every pixel that has a source; x and y can be written.
template <class Body>
void for_known(SourceMap& map, const Body& body) {
  for (std::size_t i = 0; i < map.values.size(); i += 3)
    if (map.values[i + 2] >= 0) body(map.values[i], map.values[i + 1], map.values[i + 2]);
}

/// A place of a torus' line from one of the line continued by `margin`.
float inside(float at, int margin, int length) {
  const auto whole = static_cast<float>(length);
  const float place = at - static_cast<float>(margin);
  if (margin == 0) return place;
  return place < -0.5f ? place + whole : place >= whole - 0.5f ? place - whole : place;
}

float scaled(float at, int from, int to) {
  return (at + 0.5f) * static_cast<float>(to) / static_cast<float>(from) - 0.5f;
}

}  // namespace

SourceMap through(const SourceMap& last, const SourceMap& before) {
  SourceMap map = last;
  map.styles = before.styles;
  const Size whole = before.styles.front();
  for_known(map, [&](float& x, float& y, float& style) {
    const int column = std::clamp(static_cast<int>(std::lround(x)), 0, before.width - 1);
    const int row = std::clamp(static_cast<int>(std::lround(y)), 0, before.height - 1);
    const float* at = &before.values[(static_cast<std::size_t>(row) * before.width + column) * 3];
    const auto rest = [](float place, int centre, int from, int to) {
      return (place - static_cast<float>(centre)) * static_cast<float>(to) / static_cast<float>(from);
    };
    x = at[0] + rest(x, column, before.width, whole.width);
    y = at[1] + rest(y, row, before.height, whole.height);
    style = at[2];
  });
  return map;
}

void cut_margins(SourceMap& map, Size size, Size margin) {
  for_known(map, [&](float& x, float& y, float) {
    x = inside(x, margin.width, size.width);
    y = inside(y, margin.height, size.height);
  });
  map.styles.assign(map.styles.size(), size);
}

void keep_within(SourceMap& map, const Regions& regions, Size source) {
  const LabelsWithin here = regions_at(regions, {map.width, map.height});
  const std::vector<int> there = regions_at(regions, source).own;
  const auto region = [&](int x, int y) {
    return there[static_cast<std::size_t>(std::clamp(y, 0, source.height - 1)) * source.width +
                 std::clamp(x, 0, source.width - 1)];
  };
  parallel_for(map.height, [&](std::int64_t row) {
    for (int column = 0; column < map.width; ++column) {
      const std::size_t pixel = static_cast<std::size_t>(row) * map.width + column;
      float* at = &map.values[3 * pixel];
      const int own = here.own[pixel];
      const int from = region(static_cast<int>(std::lround(at[0])), static_cast<int>(std::lround(at[1])));
      if (at[2] < 0 || from == own || from == here.beside[pixel]) continue;
      const float x = scaled(static_cast<float>(column), map.width, source.width),
                  y = scaled(static_cast<float>(row), map.height, source.height);
      const int left = static_cast<int>(std::lround(x)), top = static_cast<int>(std::lround(y));
      float nearest = 1e9f;
      for (int v = std::max(top - 1, 0); v <= std::min(top + 1, source.height - 1); ++v)
        for (int u = std::max(left - 1, 0); u <= std::min(left + 1, source.width - 1); ++u) {
          const float away = std::hypot(static_cast<float>(u) - x, static_cast<float>(v) - y);
          if (region(u, v) != own || away >= nearest) continue;
          nearest = away;
          at[0] = static_cast<float>(u);
          at[1] = static_cast<float>(v);
        }
    }
  });
}

void rescale_sources(SourceMap& map, const std::vector<Size>& styles) {
  for_known(map, [&](float& x, float& y, float style) {
    const auto s = static_cast<std::size_t>(style);
    x = scaled(x, map.styles[s].width, styles[s].width);
    y = scaled(y, map.styles[s].height, styles[s].height);
  });
  map.styles = styles;
}

}  // namespace doodle
