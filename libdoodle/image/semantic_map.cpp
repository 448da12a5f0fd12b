#include "image/semantic_map.h"

#include <algorithm>

#include "base/parallel.h"

namespace doodle {
namespace {

/// What one output position takes along an axis: weights of inputs first, first + 1, ...
struct Taps {
  int first = 0;
  std::vector<float> weights;
};

Taps area_taps(int i, int from, int to) {
  const double begin = static_cast<double>(i) * from / to, end = static_cast<double>(i + 1) * from / to;
  Taps taps{static_cast<int>(begin), {}};
  for (int j = taps.first; j < from && j < end; ++j)
    taps.weights.push_back(static_cast<float>(
        (std::min(end, j + 1.0) - std::max(begin, static_cast<double>(j))) / (end - begin)));
  return taps;
}

Taps linear_taps(int i, int from, int to) {
  const double centre = std::clamp((i + 0.5) * from / to - 0.5, 0.0, from - 1.0);
  const int first = std::min(static_cast<int>(centre), std::max(0, from - 2));
  const auto t = static_cast<float>(centre - first);
  return from == 1 ? Taps{0, {1.0f}} : Taps{first, {1 - t, t}};
}

std::vector<Taps> axis_taps(int from, int to) {
  std::vector<Taps> taps;
  for (int i = 0; i < to; ++i) taps.push_back(from >= to ? area_taps(i, from, to) : linear_taps(i, from, to));
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
  if (width == map.width && height == map.height) return map;
  SemanticMap result{width, height, map.channels, {}};
  const std::size_t row = static_cast<std::size_t>(width) * static_cast<std::size_t>(map.channels);
  result.values.resize(row * static_cast<std::size_t>(height));
  const std::vector<Taps> rows = axis_taps(map.height, height), columns = axis_taps(map.width, width);
  parallel_for(height, [&](std::int64_t y) {
    resize_row(map, rows[static_cast<std::size_t>(y)], columns,
               &result.values[static_cast<std::size_t>(y) * row]);
  });
  return result;
}

std::vector<int> hard_labels(const SemanticMap& map) {
  const auto channels = static_cast<std::size_t>(map.channels);
  std::vector<int> labels(channels == 0 ? 0 : map.values.size() / channels);
  for (std::size_t p = 0; p < labels.size(); ++p) {
    const auto begin = map.values.begin() + static_cast<std::ptrdiff_t>(p * channels);
    labels[p] = static_cast<int>(std::max_element(begin, begin + map.channels) - begin);
  }
  return labels;
}

}  // namespace doodle
