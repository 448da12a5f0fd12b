#include "conformance/match_cases.h"

#include "base/random.h"

namespace doodle {
namespace {

template <class Fill>
reference::Map make_map(int height, int width, int channels, const Fill& fill) {
  reference::Map map{height, width, channels, {}};
  const std::size_t positions = static_cast<std::size_t>(height * width);
  map.values.assign(positions * static_cast<std::size_t>(channels), 0.0f);
  for (std::size_t i = 0; i < positions; ++i) fill(i, &map.values[i * static_cast<std::size_t>(channels)]);
  return map;
}

}  // namespace

reference::Map random_map(int height, int width, int channels, std::uint64_t seed) {
  return make_map(height, width, channels, [&](std::size_t i, float* out) {
    for (int c = 0; c < channels; ++c) {
      const float value = 2 * random_uniform(seed, i, static_cast<std::uint64_t>(c)) - 1;
      out[c] = value > 0 ? value : 0;
    }
  });
}

reference::Map one_hot_map(int height, int width, int channels, std::uint64_t seed) {
  return make_map(height, width, channels, [&](std::size_t i, float* out) {
    out[random_below(random_word(seed, i, 0), static_cast<std::uint32_t>(channels))] = 1;
  });
}

reference::Map label_map(int height, int width, int labels, std::uint64_t seed) {
  return make_map(height, width, labels, [&](std::size_t i, float* out) {
    const auto label = [&](std::uint64_t n) {
      return random_below(random_word(seed, i / 4, n), static_cast<std::uint32_t>(labels));
    };
    const float share = i % 3 == 0 ? random_uniform(seed, i, 7) : 1.0f;
    out[label(1)] += share;
    out[label(2)] += 1 - share;
  });
}

Tensor<float> to_tensor(Backend& backend, const reference::Map& map) {
  return backend.upload<float>({map.height, map.width, map.channels}, map.values.data());
}

Tensor<float> to_tensor(Backend& backend, const std::vector<double>& values) {
  const std::vector<float> single(values.begin(), values.end());
  return backend.upload<float>({1, static_cast<int>(single.size()), 1}, single.data());
}

MatchPlanSpec make_spec(Backend& backend, const MatchCase& test) {
  MatchPlanSpec spec;
  const reference::Map& current = test.current.features;
  spec.current = {current.height, current.width, current.channels};
  spec.semantic_weight = test.weight;
  const bool labels = !test.current.labels.values.empty();
  if (labels) spec.current_map = to_tensor(backend, test.current.labels);
  for (const reference::Style& style : test.styles) {
    spec.styles.push_back(to_tensor(backend, style.features));
    if (labels) spec.style_maps.push_back(to_tensor(backend, style.labels));
  }
  return spec;
}

MatchResult run(Backend& backend, MatchPlan& plan, const reference::Map& features, float variety) {
  Matches matches;
  plan.run(to_tensor(backend, features), variety, matches);
  return {backend.download(matches.index), backend.download(matches.score), backend.download(plan.history())};
}

}  // namespace doodle
