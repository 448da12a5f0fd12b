#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "backend/backend.h"
#include "reference/match.h"

/// Inputs for the matcher's tests, made from numbers, and the way from plain numbers to a plan and back.
namespace doodle {

/// Features like those behind a rectifier: about half are zero, the rest within 0..1.
reference::Map random_map(int height, int width, int channels, std::uint64_t seed);
/// One channel of 0/1/.../channels-1 is 1 at every position, so that all scores are whole ninths: many exact
/// ties.
reference::Map one_hot_map(int height, int width, int channels, std::uint64_t seed);
/// Soft mixtures of two labels, as anti-aliased edges have them, in a third of the positions; else one label.
reference::Map label_map(int height, int width, int labels, std::uint64_t seed);

/// One problem: a picture to be matched and the styles.
struct MatchCase {
  std::string name;
  reference::Style current;
  std::vector<reference::Style> styles;
  float weight = 0;
};

MatchPlanSpec make_spec(Backend& backend, const MatchCase& test);
Tensor<float> to_tensor(Backend& backend, const reference::Map& map);
Tensor<float> to_tensor(Backend& backend, const std::vector<double>& values);

/// A run's results on the host.
struct MatchResult {
  std::vector<std::int32_t> index;
  std::vector<float> score;
  std::vector<float> history;
  bool operator==(const MatchResult& other) const {
    return index == other.index && std::memcmp(score.data(), other.score.data(), score.size() * 4) == 0 &&
           std::memcmp(history.data(), other.history.data(), history.size() * 4) == 0;
  }
};
MatchResult run(Backend& backend, MatchPlan& plan, const reference::Map& features, float variety);

}  // namespace doodle
