#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "reference/array.h"

/// The losses as docs/algorithm.md writes them, sum by sum.
namespace doodle::reference {

/// The value of style patch `index` at offset (dy, dx), channel c: patches of all styles are numbered row by
/// row.
inline double style_patch_value(const std::vector<Array>& styles, int index, int dy, int dx, int c) {
  for (const Array& style : styles) {
    const int columns = style.width - 2, count = (style.height - 2) * columns;
    if (index < count) return style.at(index / columns + dy, index % columns + dx, c);
    index -= count;
  }
  return std::nan("");
}

inline double patch_loss(const Array& features, const std::vector<Array>& styles,
                         const std::vector<int>& matches, double weight) {
  double sum = 0;
  const int rows = features.height - 2, columns = features.width - 2;
  for (int p = 0; p < rows * columns; ++p) {
    for (int dy = 0; dy < 3; ++dy) {
      for (int dx = 0; dx < 3; ++dx) {
        for (int c = 0; c < features.channels; ++c) {
          const double target = style_patch_value(styles, matches[static_cast<std::size_t>(p)], dy, dx, c);
          sum += std::pow(features.at(p / columns + dy, p % columns + dx, c) - target, 2);
        }
      }
    }
  }
  return weight * sum / (9.0 * rows * columns * features.channels);
}

inline double content_loss(const Array& features, const Array& target, double weight) {
  double sum = 0;
  for (std::size_t i = 0; i < features.values.size(); ++i) {
    sum += std::pow(features.values[i] - target.values[i], 2);
  }
  return weight * sum / static_cast<double>(features.values.size());
}

inline double smoothness_loss(const Array& image, double weight) {
  double sum = 0;
  for (int y = 0; y + 1 < image.height; ++y) {
    for (int x = 0; x + 1 < image.width; ++x) {
      for (int c = 0; c < image.channels; ++c) {
        const double down = image.at(y, x, c) - image.at(y + 1, x, c);
        const double right = image.at(y, x, c) - image.at(y, x + 1, c);
        sum += std::pow(down * down + right * right, 1.25);
      }
    }
  }
  const double count = static_cast<double>((image.height - 1) * (image.width - 1) * image.channels);
  return count > 0 ? weight * sum / count : 0;
}

inline double total_variation_loss(const Array& image, double weight) {
  double sum = 0;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const int below = std::min(y + 1, image.height - 1), beside = std::min(x + 1, image.width - 1);
      for (int c = 0; c < image.channels; ++c) {
        const double value = image.at(y, x, c);
        sum += std::hypot(1, image.at(below, x, c) - value, image.at(y, beside, c) - value) - 1;
      }
    }
  }
  return weight * sum / static_cast<double>(image.values.size());
}

}  // namespace doodle::reference
