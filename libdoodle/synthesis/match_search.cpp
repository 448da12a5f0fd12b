#include "synthesis/match_search.h"

#include <algorithm>

namespace doodle {
namespace {

/// Style patches among which both searches take as long: per patch of the image and channel, the exact one's
/// time grows with them and the windowed one's does not (measured: docs/performance.md).
constexpr double kEvenPatches = 5000;
/// How much longer an exact search may take, since it finds the best match of every patch.
constexpr double kPatience = 4;
/// Products of an exact search that take no time to speak of.
constexpr double kFewProducts = 5e9;

/// Rows of patches in the sample, at most.
constexpr int kSampleRows = 4;

std::size_t patches(Shape shape) {
  return Shape{shape.height - 2, shape.width - 2, 1}.size();
}

/// Rows first(i) .. first(i) + 2 of `map`, for every i, one group below the other.
Tensor<float> row_groups(Backend& backend, const Tensor<float>& map, const std::vector<int>& first) {
  const Shape shape = map.shape();
  const std::size_t group =
      3 * static_cast<std::size_t>(shape.width) * static_cast<std::size_t>(shape.channels);
  Tensor<float> rows =
      backend.allocate<float>({3 * static_cast<int>(first.size()), shape.width, shape.channels});
  for (std::size_t i = 0; i < first.size(); ++i)
    backend.copy_bytes(map.data() + static_cast<std::size_t>(first[i]) * (group / 3), rows.data() + i * group,
                       group * sizeof(float));
  return rows;
}

std::vector<int> sample_rows(int rows) {
  const int count = std::min(kSampleRows, rows);
  std::vector<int> first;
  for (int i = 0; i < count; ++i) first.push_back((2 * i + 1) * rows / (2 * count));
  return first;
}

}  // namespace

bool is_windowed(const MatchOptions& options, const MatchPlanSpec& spec) {
  if (options.search != "auto") return options.search == "windowed";
  double styles = 0;
  for (const Tensor<float>& style : spec.styles) styles += static_cast<double>(patches(style.shape()));
  const double products = styles * static_cast<double>(patches(spec.current)) * spec.current.channels;
  return products > kFewProducts && styles > kPatience * kEvenPatches;
}

double found_share(Backend& backend, float variety, const NeuralLayer& layer) {
  std::vector<float> bias = backend.download(layer.match->history());
  const std::vector<float> fixed = layer.bias.empty() ? std::vector<float>() : backend.download(layer.bias);
  for (std::size_t q = 0; q < bias.size(); ++q) bias[q] = variety * bias[q] + (fixed.empty() ? 0 : fixed[q]);
  Matches windowed;
  layer.match->run(layer.features, variety, windowed);

  const Shape shape = windowed.index.shape();
  const std::vector<int> first = sample_rows(shape.height);
  const Tensor<float> features = row_groups(backend, layer.features, first);
  MatchPlanSpec spec = layer.spec;
  spec.windowed = spec.filter = false;
  spec.current = features.shape();
  if (!spec.current_map.empty()) spec.current_map = row_groups(backend, spec.current_map, first);
  const auto plan = backend.prepare_match(spec);
  plan->set_bias(backend.upload<float>({1, static_cast<int>(bias.size()), 1}, bias.data()));
  Matches exact;
  plan->run(features, 0, exact);

  const std::vector<std::int32_t> index = backend.download(windowed.index);
  const std::vector<float> score = backend.download(windowed.score), best = backend.download(exact.score);
  std::size_t found = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    for (int x = 0; x < shape.width; ++x) {
      const std::size_t p = static_cast<std::size_t>(first[i] * shape.width + x);
      const std::size_t q = static_cast<std::size_t>(index[p]);
      const float penalty = bias[q] - (fixed.empty() ? 0 : fixed[q]);
      found += score[p] - penalty >=
               best[3 * i * static_cast<std::size_t>(shape.width) + static_cast<std::size_t>(x)] - 1e-5f;
    }
  }
  return static_cast<double>(found) /
         static_cast<double>(first.size() * static_cast<std::size_t>(shape.width));
}

}  // namespace doodle
