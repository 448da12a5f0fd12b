#include "reference/match.h"

#include <algorithm>
#include <cmath>

namespace doodle::reference {
namespace {

/// To 11 significant bits, or to a multiple of 2^-24 if that is coarser; nearbyint rounds half to even.
double to_half(double value) {
  if (value == 0) return 0;
  const int exponent = std::max(std::ilogb(value), -14);
  return std::ldexp(std::nearbyint(std::ldexp(value, 10 - exponent)), exponent - 10);
}

std::vector<double> position(const Map& map, int y, int x, bool half) {
  const float* from = &map.values[static_cast<std::size_t>((y * map.width + x) * map.channels)];
  double squared = 0;
  for (int c = 0; c < map.channels; ++c) squared += static_cast<double>(from[c]) * from[c];
  std::vector<double> unit(static_cast<std::size_t>(map.channels), 0.0);
  if (squared == 0) return unit;
  for (std::size_t c = 0; c < unit.size(); ++c) {
    const float value = static_cast<float>(from[c] / std::sqrt(squared));
    unit[c] = half ? to_half(value) : value;
  }
  return unit;
}

std::vector<double> products(const Map& current, const std::vector<const Map*>& styles, double scale,
                             bool half) {
  std::vector<std::vector<double>> right;
  for (const Map* style : styles) {
    for (std::vector<double>& patch : patches(*style, half)) right.push_back(std::move(patch));
  }
  std::vector<double> result;
  for (const std::vector<double>& left : patches(current, half)) {
    for (const std::vector<double>& patch : right) {
      double sum = 0;
      for (std::size_t k = 0; k < left.size(); ++k) sum += left[k] * patch[k];
      result.push_back(scale * sum / 9);
    }
  }
  return result;
}

}  // namespace

std::vector<std::vector<double>> patches(const Map& map, bool half) {
  std::vector<std::vector<double>> result;
  for (int y = 0; y + 2 < map.height; ++y) {
    for (int x = 0; x + 2 < map.width; ++x) {
      std::vector<double> patch;
      for (int d = 0; d < 9; ++d) {
        const std::vector<double> values = position(map, y + d / 3, x + d % 3, half);
        patch.insert(patch.end(), values.begin(), values.end());
      }
      result.push_back(std::move(patch));
    }
  }
  return result;
}

Scores scores(const Style& current, const std::vector<Style>& styles, double weight) {
  std::vector<const Map*> features, labels;
  for (const Style& style : styles) {
    features.push_back(&style.features);
    labels.push_back(&style.labels);
  }
  Scores result;
  result.features = products(current.features, features, 1, true);
  result.current = static_cast<std::size_t>((current.features.height - 2) * (current.features.width - 2));
  result.style = result.features.size() / result.current;
  if (current.labels.values.empty()) {
    result.labels.assign(result.features.size(), 0.0);
  } else {
    result.labels = products(current.labels, labels, weight, false);
  }
  return result;
}

std::vector<double> history(const Scores& scores) {
  std::vector<double> best(scores.style, -1.0);
  for (std::size_t p = 0; p < scores.current; ++p) {
    for (std::size_t q = 0; q < scores.style; ++q) best[q] = std::max(best[q], scores.feature(p, q));
  }
  return best;
}

std::vector<std::size_t> choose(const Scores& scores, const std::vector<double>& penalty) {
  std::vector<std::size_t> chosen(scores.current, 0);
  for (std::size_t p = 0; p < scores.current; ++p) {
    for (std::size_t q = 1; q < scores.style; ++q) {
      if (scores.total(p, q) - penalty[q] > scores.total(p, chosen[p]) - penalty[chosen[p]]) chosen[p] = q;
    }
  }
  return chosen;
}

}  // namespace doodle::reference
