#include "image/semantic_map.h"

#include <algorithm>

#include "base/check.h"
#include "image/for_rows.h"
#include "image/resize_weights.h"

namespace doodle {
namespace {

/// The two inputs around an output's centre, by their distance from it.
Taps linear_taps(int i, int from, int to) {
  const double centre = std::clamp((i + 0.5) * from / to - 0.5, 0.0, from - 1.0);
  const int first = std::min(static_cast<int>(centre), std::max(0, from - 2));
  const auto t = static_cast<float>(centre - first);
  return from == 1 ? Taps{0, {1.0f}} : Taps{first, {1 - t, t}};
}

std::vector<Taps> map_taps(int from, int to) {
  if (from >= to) return axis_taps(from, to, Filter::area);
  std::vector<Taps> taps;
  for (int i = 0; i < to; ++i) taps.push_back(linear_taps(i, from, to));
  return taps;
}

/// One output row from the weighted sum of input rows.
void resize_row(const SemanticMap& map, const Taps& rows, const std::vector<Taps>& columns, float* out) {
  const int channels = map.channels;
  std::vector<float> sum(static_cast<std::size_t>(map.width) * channels, 0.0f);
  for (std::size_t r = 0; r < rows.weights.size(); ++r) {
    const float* in = &map.values[(static_cast<std::size_t>(rows.first) + r) * sum.size()];
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += rows.weights[r] * in[i];
  }
  for (const Taps& column : columns) {
    for (int c = 0; c < channels; ++c) out[c] = 0;
    for (std::size_t k = 0; k < column.weights.size(); ++k) {
      const float* in = &sum[(static_cast<std::size_t>(column.first) + k) * channels];
      for (int c = 0; c < channels; ++c) out[c] += column.weights[k] * in[c];
    }
    out += channels;
  }
}

}  // namespace

SemanticMap resize_map(const SemanticMap& map, int width, int height) {
  expect(width > 0 && height > 0 && map.width > 0 && map.height > 0, "a map is resized to or from nothing");
  if (width == map.width && height == map.height) return map;
  SemanticMap result{width, height, map.channels, {}};
  const std::size_t row = static_cast<std::size_t>(width) * static_cast<std::size_t>(map.channels);
  result.values.resize(row * static_cast<std::size_t>(height));
  const std::vector<Taps> rows = map_taps(map.height, height), columns = map_taps(map.width, width);
  for_rows(height, row, [&](std::int64_t y) {
    resize_row(map, rows[static_cast<std::size_t>(y)], columns,
               &result.values[static_cast<std::size_t>(y) * row]);
  });
  return result;
}

std::vector<int> hard_labels(const SemanticMap& map, std::size_t labels) {
  const auto channels = static_cast<std::size_t>(map.channels);
  const auto count = static_cast<std::ptrdiff_t>(labels == 0 ? channels : labels);
  std::vector<int> hard(channels == 0 ? 0 : map.values.size() / channels);
  for (std::size_t p = 0; p < hard.size(); ++p) {
    const auto begin = map.values.begin() + static_cast<std::ptrdiff_t>(p * channels);
    hard[p] = static_cast<int>(std::max_element(begin, begin + count) - begin);
  }
  return hard;
}

}  // namespace doodle
