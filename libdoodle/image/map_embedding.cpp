#include "image/map_embedding.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "image/for_rows.h"

namespace doodle {
namespace {

constexpr float kPure = 28;     // levels from a label's colour that still are it
constexpr float kBetween = 28;  // levels from the line between two labels
constexpr int kReach = 3;       // pixels around an edge in which its two labels must both be found

struct Nearest {
  int label = 0;
  float distance = std::numeric_limits<float>::max();
};

/// The labels with a colour: all but `clear`.
std::size_t coloured(const std::vector<Label>& labels) {
  return labels.size() - (!labels.empty() && labels.back().name == kClearLabel ? 1 : 0);
}

/// Of the labels that are `own`; of all where that is empty.
Nearest nearest_label(const Colour& colour, const std::vector<Label>& labels,
                      const std::vector<bool>& own = {}) {
  Nearest best;
  for (std::size_t l = 0; l < coloured(labels); ++l) {
    if (!own.empty() && !own[l]) continue;
    const float distance = colour_distance(colour, labels[l].colour);
    if (distance < best.distance) best = {static_cast<int>(l), distance};
  }
  return best;
}

/// The label of every pixel that is purely one, -1 elsewhere.
std::vector<int> pure_labels(const Image& map, const std::vector<Label>& labels) {
  std::vector<int> pure(static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height), -1);
  const int clear = coloured(labels) < labels.size() ? static_cast<int>(labels.size()) - 1 : -1;
  for_rows(map.height, static_cast<std::size_t>(map.width) * labels.size(), [&](std::int64_t y) {
    for (int x = 0; x < map.width; ++x) {
      const std::size_t p = static_cast<std::size_t>(y) * map.width + x;
      const float* pixel = map.at(static_cast<int>(y), x);
      const Nearest nearest = nearest_label({pixel[0], pixel[1], pixel[2]}, labels);
      if (nearest.distance <= kPure * kPure) pure[p] = nearest.label;
      if (clear >= 0 && !map.alpha.empty() && map.alpha[p] == 0) pure[p] = clear;
    }
  });
  return pure;
}

/// Bit l is set when label l of the `colours` that have one (at most 64) is pure within kReach pixels.
std::uint64_t labels_around(const Image& map, const std::vector<int>& pure, int colours, int y, int x) {
  std::uint64_t found = 0;
  for (int v = std::max(0, y - kReach); v <= std::min(map.height - 1, y + kReach); ++v)
    for (int u = std::max(0, x - kReach); u <= std::min(map.width - 1, x + kReach); ++u) {
      const int label = pure[static_cast<std::size_t>(v) * map.width + u];
      if (label >= 0 && label < colours) found |= std::uint64_t{1} << label;
    }
  return found;
}

struct Mixture {
  std::size_t a = 0, b = 0;
  float t = 0;  // weight of b
  float distance = std::numeric_limits<float>::max();
};

/// The pair of those labels whose line passes nearest to a colour.
Mixture best_mixture(const Colour& colour, const std::vector<Label>& labels, std::uint64_t around) {
  Mixture best;
  for (std::size_t a = 0; a < coloured(labels); ++a)
    for (std::size_t b = a + 1; b < coloured(labels); ++b) {
      if (!(around >> a & 1) || !(around >> b & 1)) continue;
      const Colour &from = labels[a].colour, &to = labels[b].colour;
      float dot = 0;
      for (std::size_t c = 0; c < 3; ++c) dot += (colour[c] - from[c]) * (to[c] - from[c]);
      const float t = std::clamp(dot / std::max(colour_distance(from, to), 1e-6f), 0.0f, 1.0f);
      Colour mixed;
      for (std::size_t c = 0; c < 3; ++c) mixed[c] = from[c] + t * (to[c] - from[c]);
      const float distance = colour_distance(colour, mixed);
      if (distance < best.distance) best = {a, b, t, distance};
    }
  return best;
}

/// Weights of a pixel that is purely no label; false for a stray, which gets none.
bool embed_between(const Colour& colour, const std::vector<Label>& labels, std::uint64_t around,
                   float* weights) {
  const Mixture mixture = best_mixture(colour, labels, around);
  if (mixture.distance > kBetween * kBetween) return false;
  weights[mixture.a] = 1 - mixture.t;
  weights[mixture.b] = mixture.t;
  return true;
}

}  // namespace

LabelEmbedding embed_labels(const Image& map, const std::vector<Label>& labels) {
  const std::size_t count = labels.size(), row = static_cast<std::size_t>(map.width) * count;
  const std::vector<int> pure = pure_labels(map, labels);
  const auto colours = static_cast<int>(coloured(labels));
  LabelEmbedding result{
      {map.width, map.height, static_cast<int>(count), std::vector<float>(pure.size() * count, 0.0f)}, {}};
  std::vector<std::uint8_t> stray(pure.size(), 0);
  for_rows(map.height, row, [&](std::int64_t v) {
    const int y = static_cast<int>(v);
    for (int x = 0; x < map.width; ++x) {
      const std::size_t p = static_cast<std::size_t>(y) * map.width + x;
      float* weights = &result.map.values[p * count];
      if (pure[p] >= 0) {
        weights[pure[p]] = 1;
        continue;
      }
      const float* pixel = map.at(y, x);
      stray[p] = !embed_between({pixel[0], pixel[1], pixel[2]}, labels,
                                labels_around(map, pure, colours, y, x), weights);
    }
  });
  for (std::size_t p = 0; p < stray.size(); ++p)
    if (stray[p]) result.strays.push_back(p);
  return result;
}

float distance_from_mixtures(const Colour& colour, const std::vector<Label>& labels) {
  return best_mixture(colour, labels, ~std::uint64_t{0}).distance;
}

void snap_strays(const Image& map, const std::vector<Label>& labels, const std::vector<bool>& own,
                 const std::vector<std::size_t>& strays, SemanticMap& embedded, std::vector<int>& snapped) {
  const auto end = own.begin() + static_cast<std::ptrdiff_t>(coloured(labels));
  const std::vector<bool> among = std::find(own.begin(), end, true) == end ? std::vector<bool>{} : own;
  for (const std::size_t p : strays) {
    const float* pixel = &map.pixels[3 * p];
    const auto label =
        static_cast<std::size_t>(nearest_label({pixel[0], pixel[1], pixel[2]}, labels, among).label);
    embedded.values[p * labels.size() + label] = 1;
    ++snapped[label];
  }
}

std::string stray_notice(const std::string& map, const std::vector<int>& snapped,
                         const std::vector<Label>& labels) {
  int all = 0;
  std::string parts;
  for (std::size_t l = 0; l < snapped.size(); ++l) {
    if (snapped[l] == 0) continue;
    all += snapped[l];
    parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", snapped[l], labels[l].name);
  }
  return fmt::format("{} px of {} have the colour of no label and count as the nearest: {}", all, map, parts);
}

SemanticMap embed_guide(const Image& map) {
  SemanticMap result{map.width, map.height, 2 * map.channels, {}};
  result.values.reserve(2 * map.pixels.size());
  for (float value : map.pixels) {
    const float v = std::clamp(value / 255, 0.0f, 1.0f);
    result.values.push_back(v);
    result.values.push_back(1 - v);
  }
  return result;
}

SemanticMap embed_colour(const Image& map) {
  SemanticMap result{map.width, map.height, map.channels, map.pixels};
  for (float& value : result.values) value = std::clamp(value / 255, 0.0f, 1.0f);
  return result;
}

}  // namespace doodle
