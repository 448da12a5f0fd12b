#include "backend/backend.h"
#include "base/check.h"
#include "base/parallel.h"
#include "doodle/features.h"
#include "kernels/style_patches.h"

namespace doodle {
namespace {

/// A map of FeatureMap's or SemanticMap's form, on the device.
template <class Map>
Tensor<float> upload_map(Backend& backend, const Map& map, const std::string& what) {
  const Shape shape{map.height, map.width, map.channels};
  require<BadInput>(map.height >= 3 && map.width >= 3 && map.channels >= 1,
                    "{} is {}x{}x{}; a patch needs 3x3 positions", what, map.height, map.width, map.channels);
  require<BadInput>(map.values.size() == shape.size(), "{} is {}x{}x{} but has {} values", what, map.height,
                    map.width, map.channels, map.values.size());
  return backend.upload(shape, map.values.data());
}

void check_request(const MatchRequest& request) {
  require_range("semantic_weight", request.semantic_weight, 0.0, 10000.0);
  require_range("variety", request.variety, 0.0, 1.0);
  require<BadInput>(!request.styles.empty(), "there is no style to match with");
  require<BadInput>(request.style_maps.empty() || request.style_maps.size() == request.styles.size(),
                    "there are {} styles and {} style maps; give one per style, or none",
                    request.styles.size(), request.style_maps.size());
}

MatchPlanSpec upload_request(Backend& backend, const MatchRequest& request) {
  MatchPlanSpec spec;
  spec.current = {request.current.height, request.current.width, request.current.channels};
  for (std::size_t i = 0; i < request.styles.size(); ++i) {
    spec.styles.push_back(upload_map(backend, request.styles[i], fmt::format("style {}", i + 1)));
    if (request.style_maps.empty()) continue;
    spec.style_maps.push_back(
        upload_map(backend, request.style_maps[i], fmt::format("the map of style {}", i + 1)));
  }
  if (!request.style_maps.empty()) {
    spec.current_map = upload_map(backend, request.current_map, "the map of what is matched");
    spec.semantic_weight = static_cast<float>(request.semantic_weight);
  }
  return spec;
}

std::vector<PatchRange> ranges_of(const std::vector<FeatureMap>& styles) {
  std::vector<PatchRange> ranges;
  std::int32_t first = 0;
  for (const FeatureMap& style : styles) {
    ranges.push_back({first, style.height - 2, style.width - 2});
    first += ranges.back().rows * ranges.back().columns;
  }
  return ranges;
}

}  // namespace

PatchMatches match_patches(const MatchRequest& request) {
  check_request(request);
  const ThreadScope threads(request.run.threads);
  const auto backend = make_backend(request.run.device);
  const Tensor<float> current = upload_map(*backend, request.current, "the map that is matched");
  const auto plan = backend->prepare_match(upload_request(*backend, request));
  Matches found;
  plan->run(current, static_cast<float>(request.variety), found);

  const std::vector<PatchRange> ranges = ranges_of(request.styles);
  PatchMatches matches{request.current.height - 2, request.current.width - 2, {}, {}, {}, {}};
  for (const std::int32_t index : backend->download(found.index)) {
    const StylePatch patch = locate_patch(ranges.data(), static_cast<int>(ranges.size()), index);
    matches.style.push_back(patch.style);
    matches.row.push_back(patch.row);
    matches.column.push_back(patch.column);
  }
  matches.score = backend->download(found.score);
  return matches;
}

}  // namespace doodle
