#include "image/label_areas.h"

#include <algorithm>

#include "image/semantic_map.h"

namespace doodle {
namespace {

/// Of a label with less than this, only pixels inside an area count.
constexpr double kRims = 0.01;

/// The strongest label of every pixel; -1 where none has any weight.
std::vector<int> found_labels(const SemanticMap& map) {
  std::vector<int> label = hard_labels(map);
  for (std::size_t p = 0; p < label.size(); ++p)
    if (map.values[p * static_cast<std::size_t>(map.channels) + static_cast<std::size_t>(label[p])] <= 0)
      label[p] = -1;
  return label;
}

/// The share of pixels that lie inside an area of each label: with all their neighbours.
std::vector<double> inner_shares(std::span<const SemanticMap> maps, std::size_t labels) {
  std::vector<double> sum(labels, 0.0);
  double all = 0;
  for (const SemanticMap& map : maps) {
    const std::vector<int> label = found_labels(map);
    const auto at = [&](int y, int x) {
      return label[static_cast<std::size_t>(std::clamp(y, 0, map.height - 1)) * map.width +
                   std::clamp(x, 0, map.width - 1)];
    };
    for (int y = 0; y < map.height; ++y)
      for (int x = 0; x < map.width; ++x) {
        bool inner = at(y, x) >= 0;
        for (int d = 0; d < 9 && inner; ++d) inner = at(y + d / 3 - 1, x + d % 3 - 1) == at(y, x);
        if (inner) ++sum[static_cast<std::size_t>(at(y, x))];
      }
    all += static_cast<double>(label.size());
  }
  for (double& value : sum) value /= all;
  return sum;
}

}  // namespace

std::vector<double> label_shares(std::span<const SemanticMap> maps, std::size_t labels) {
  std::vector<double> sum(labels, 0.0);
  double all = 0;
  for (const SemanticMap& map : maps) {
    for (auto weight = map.values.begin(); weight != map.values.end();)
      for (double& value : sum) value += *weight++;
    all += static_cast<double>(map.values.size()) / static_cast<double>(labels);
  }
  for (double& value : sum) value /= all;
  return sum;
}

std::vector<double> area_shares(std::span<const SemanticMap> maps, std::size_t labels) {
  const std::vector<double> shares = label_shares(maps, labels);
  std::vector<double> own = inner_shares(maps, labels);
  for (std::size_t l = 0; l < own.size(); ++l)
    if (shares[l] >= kRims) own[l] = shares[l];
  return own;
}

}  // namespace doodle
