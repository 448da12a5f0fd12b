#include "backend/match_regions.h"

#include <algorithm>
#include <numeric>

namespace doodle {
namespace {

/// Appends the label of each 3x3 patch of a map.
void append_labels(Backend& backend, const Tensor<float>& map, std::vector<std::int32_t>& labels) {
  const std::vector<float> values = backend.download(map);
  const Shape shape = map.shape();
  for (int y = 1; y + 1 < shape.height; ++y) {
    for (int x = 1; x + 1 < shape.width; ++x) {
      const auto first = values.begin() + static_cast<std::ptrdiff_t>(y * shape.width + x) * shape.channels;
      labels.push_back(static_cast<std::int32_t>(std::max_element(first, first + shape.channels) - first));
    }
  }
}

}  // namespace

MatchRegions match_regions(Backend& backend, const MatchPlanSpec& spec) {
  std::vector<std::int32_t> styles;
  for (const Tensor<float>& map : spec.style_maps) append_labels(backend, map, styles);
  std::size_t patches = 0;
  for (const Tensor<float>& style : spec.styles)
    patches += Shape{style.shape().height - 2, style.shape().width - 2, 1}.size();
  const int labels = styles.empty() ? 0 : spec.current_map.shape().channels;

  MatchRegions regions;
  regions.member_begin.assign(1, 0);
  for (int label = 0; label < labels; ++label) {
    for (std::size_t q = 0; q < patches; ++q)
      if (styles[q] == label) regions.members.push_back(static_cast<std::int32_t>(q));
    regions.member_begin.push_back(static_cast<std::int32_t>(regions.members.size()));
  }
  regions.members.resize(regions.members.size() + patches);
  std::iota(regions.members.end() - static_cast<std::ptrdiff_t>(patches), regions.members.end(), 0);
  regions.member_begin.push_back(static_cast<std::int32_t>(regions.members.size()));

  if (labels > 0) append_labels(backend, spec.current_map, regions.current);
  regions.current.resize(Shape{spec.current.height - 2, spec.current.width - 2, 1}.size(), labels);
  for (std::int32_t& region : regions.current) {
    const auto r = static_cast<std::size_t>(region);
    if (regions.member_begin[r] == regions.member_begin[r + 1]) region = labels;
  }
  return regions;
}

}  // namespace doodle
