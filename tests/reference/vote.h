#pragma once

#include <cmath>
#include <numbers>
#include <vector>

#include "reference/array.h"

/// Voting as docs/algorithm.md describes it: every matched block is stamped, then everything is divided once.
namespace doodle::reference {

struct VoteStyle {
  Array image;
  int feature_height = 0, feature_width = 0;
};

inline Array vote(const std::vector<int>& matches, int rows, int columns,
                  const std::vector<VoteStyle>& styles, int stride, const Array& before) {
  Array sum(before.height, before.width, before.channels), weight(before.height, before.width, 1);
  const int size = 3 * stride;
  const auto hann = [&](int i) { return std::pow(std::sin(std::numbers::pi * (i + 1) / (size + 1)), 2); };
  for (int p = 0; p < rows * columns; ++p) {
    int index = matches[static_cast<std::size_t>(p)];
    std::size_t k = 0;
    const auto count = [&] { return (styles[k].feature_height - 2) * (styles[k].feature_width - 2); };
    for (; index >= count(); ++k) index -= count();
    const Array& style = styles[k].image;
    const int style_columns = styles[k].feature_width - 2;
    for (int i = 0; i < size; ++i) {
      for (int j = 0; j < size; ++j) {
        const int y = p / columns * stride + i, x = p % columns * stride + j;
        const int v = index / style_columns * stride + i, u = index % style_columns * stride + j;
        if (y >= sum.height || x >= sum.width || v >= style.height || u >= style.width) continue;
        for (int c = 0; c < sum.channels; ++c) sum.at(y, x, c) += hann(i) * hann(j) * style.at(v, u, c);
        weight.at(y, x, 0) += hann(i) * hann(j);
      }
    }
  }
  Array after = before;
  for (int y = 0; y < sum.height; ++y) {
    for (int x = 0; x < sum.width; ++x) {
      for (int c = 0; c < sum.channels; ++c) {
        if (weight.at(y, x, 0) > 0) after.at(y, x, c) = sum.at(y, x, c) / weight.at(y, x, 0);
      }
    }
  }
  return after;
}

}  // namespace doodle::reference
