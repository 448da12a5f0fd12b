#pragma once

#include <cstddef>
#include <vector>

/// What the matcher computes, by the book: patches are cut out and compared one with another, in double. It
/// shares nothing with the library but the formula of docs/algorithm.md.
namespace doodle::reference {

/// A map as plain numbers: height x width x channels, channels together.
struct Map {
  int height = 0;
  int width = 0;
  int channels = 0;
  std::vector<float> values;
};

/// A style image's maps; labels are empty when there are none.
struct Style {
  Map features;
  Map labels;
};

/// Patches of all rows and columns as vectors of 9 x channels, each position normalised; rounded to fp16 if
/// `half`.
std::vector<std::vector<double>> patches(const Map& map, bool half);

/// The two terms of the score, current patches x style patches (all styles, one after the other).
struct Scores {
  std::size_t current = 0;
  std::size_t style = 0;
  std::vector<double> features;
  std::vector<double> labels;  ///< with the weight

  double feature(std::size_t p, std::size_t q) const { return features[p * style + q]; }
  double total(std::size_t p, std::size_t q) const { return features[p * style + q] + labels[p * style + q]; }
};
Scores scores(const Style& current, const std::vector<Style>& styles, double weight);

/// h(q) = max_p of the feature term.
std::vector<double> history(const Scores& scores);

/// For every p the q with the highest total(p, q) - penalty(q), the lowest of equals.
std::vector<std::size_t> choose(const Scores& scores, const std::vector<double>& penalty);

}  // namespace doodle::reference
