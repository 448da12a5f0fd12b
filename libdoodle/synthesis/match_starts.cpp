#include "synthesis/match_starts.h"

#include <algorithm>
#include <cmath>

#include "backend/patch_ranges.h"

namespace doodle {
namespace {

/// One axis of the way from a small map to a larger one.
struct Axis {
  int small, large;                ///< positions, without margins
  int small_margin, large_margin;  ///< positions before the first
  int last;                        ///< patch of the small map, with its margins

  /// The patch of the small map that covers patch `at` of the large one.
  int source(int at) const { return std::clamp((at - large_margin) * small / large + small_margin, 0, last); }
  /// How far `at` lies behind where its source begins, in positions of the large map.
  int rest(int at) const { return at - large_margin - (source(at) - small_margin) * large / small; }
};

Axis make_axis(int small_patches, int small_margin, int large_patches, int large_margin) {
  return {small_patches + 2 - 2 * small_margin, large_patches + 2 - 2 * large_margin, small_margin,
          large_margin, small_patches - 1};
}

int scaled(int at, int small, int large) {
  return static_cast<int>(std::lround(static_cast<double>(at) * large / small));
}

}  // namespace

void MatchStarts::keep(Backend& backend, const std::vector<NeuralLayer>& layers, Wrap wrap) {
  for (const NeuralLayer& layer : layers) {
    kept_[layer.name] = {backend.download(layer.matches.index), layer.matches.index.shape(),
                         wrap.y ? layer.margin : 0, wrap.x ? layer.margin : 0, shapes_of(layer.styles)};
  }
}

std::vector<std::int32_t> MatchStarts::enlarged(const Kept& kept, const NeuralLayer& layer, Wrap wrap) const {
  const Shape patches = layer.matches.index.shape();
  const int margin_y = wrap.y ? layer.margin : 0, margin_x = wrap.x ? layer.margin : 0;
  const Axis rows = make_axis(kept.patches.height, kept.margin_y, patches.height, margin_y);
  const Axis columns = make_axis(kept.patches.width, kept.margin_x, patches.width, margin_x);
  const std::vector<PatchRange> from = patch_ranges(kept.styles), to = patch_ranges(shapes_of(layer.styles));
  std::vector<std::int32_t> field;
  for (int y = 0; y < patches.height; ++y) {
    for (int x = 0; x < patches.width; ++x) {
      const std::int32_t index =
          kept.index[static_cast<std::size_t>(rows.source(y)) * static_cast<std::size_t>(kept.patches.width) +
                     static_cast<std::size_t>(columns.source(x))];
      const StylePatch patch = locate_patch(from.data(), static_cast<int>(from.size()), index);
      const PatchRange &small = from[static_cast<std::size_t>(patch.style)],
                       &large = to[static_cast<std::size_t>(patch.style)];
      const int row = std::clamp(scaled(patch.row, small.rows, large.rows) + rows.rest(y), 0, large.rows - 1);
      const int column = std::clamp(scaled(patch.column, small.columns, large.columns) + columns.rest(x), 0,
                                    large.columns - 1);
      field.push_back(large.first + row * large.columns + column);
    }
  }
  return field;
}

void MatchStarts::begin(Backend& backend, const std::vector<NeuralLayer>& layers, Wrap wrap) const {
  for (const NeuralLayer& layer : layers) {
    const auto kept = kept_.find(layer.name);
    if (!layer.spec.windowed || kept == kept_.end()) continue;
    const std::vector<std::int32_t> field = enlarged(kept->second, layer, wrap);
    layer.match->start(backend.upload<std::int32_t>(layer.matches.index.shape(), field.data()));
  }
}

}  // namespace doodle
