#include <algorithm>
#include <cmath>

#include "backend/backend.h"
#include "backend/patch_ranges.h"
#include "base/cancel.h"
#include "base/check.h"
#include "base/parallel.h"
#include "doodle/features.h"

namespace doodle {
namespace {

/// Throws BadInput, with the place, when a value is not finite.
void check_finite(const MapView& map, const std::string& what) {
  const std::size_t row_size = map.values.size() / static_cast<std::size_t>(map.height);
  std::vector<std::size_t> first(static_cast<std::size_t>(map.height));  // of each row; its size: none
  parallel_for(map.height, [&](std::int64_t y) {
    const auto row = map.values.subspan(static_cast<std::size_t>(y) * row_size, row_size);
    const auto found =
        std::find_if(row.begin(), row.end(), [](float value) { return !std::isfinite(value); });
    first[static_cast<std::size_t>(y)] = static_cast<std::size_t>(found - row.begin());
  });
  const auto channels = static_cast<std::size_t>(map.channels);
  for (std::size_t y = 0; y < first.size(); ++y) {
    require<BadInput>(first[y] == row_size,
                      "{} holds a value that is not a finite number, at row {}, column {}, channel {}", what,
                      y, first[y] / channels, first[y] % channels);
  }
}

/// A map on the device, which reads it alone.
Tensor<float> borrow_map(Backend& backend, const MapView& map, const std::string& what) {
  const Shape shape{map.height, map.width, map.channels};
  require<BadInput>(map.height >= 3 && map.width >= 3 && map.channels >= 1,
                    "{} is {}x{}x{}; a patch needs 3x3 positions", what, map.height, map.width, map.channels);
  require<BadInput>(map.values.size() == shape.size(), "{} is {}x{}x{} but has {} values", what, map.height,
                    map.width, map.channels, map.values.size());
  check_finite(map, what);
  check_cancelled();
  return backend.borrow(shape, map.values.data());
}

void check_request(const MatchRequest& request) {
  require_range("semantic_weight", request.semantic_weight, 0.0, 10000.0);
  require_range("variety", request.variety, 0.0, 1.0);
  require_range("threads", request.run.threads, 0, 1024);
  require<BadInput>(!request.styles.empty(), "there is no style to match with");
  require<BadInput>(request.style_maps.empty() || request.style_maps.size() == request.styles.size(),
                    "there are {} styles and {} style maps; give one per style, or none",
                    request.styles.size(), request.style_maps.size());
  require<BadInput>(request.style_maps.empty() == request.current_map.values.empty(),
                    "there is {} and no {}; give both or neither",
                    request.style_maps.empty() ? "current_map" : "style_maps",
                    request.style_maps.empty() ? "style_maps" : "current_map");
  for (std::size_t i = 0; i < request.styles.size(); ++i)
    require<BadInput>(
        request.styles[i].channels == request.current.channels,
        "styles[{}] has {} channels and current {}; they must be of the same layer of a network", i,
        request.styles[i].channels, request.current.channels);
}

MatchPlanSpec borrow_request(Backend& backend, const MatchRequest& request) {
  MatchPlanSpec spec;
  spec.current = {request.current.height, request.current.width, request.current.channels};
  for (std::size_t i = 0; i < request.styles.size(); ++i) {
    spec.styles.push_back(borrow_map(backend, request.styles[i], fmt::format("styles[{}]", i)));
    if (request.style_maps.empty()) continue;
    spec.style_maps.push_back(borrow_map(backend, request.style_maps[i], fmt::format("style_maps[{}]", i)));
  }
  if (!request.style_maps.empty()) {
    spec.current_map = borrow_map(backend, request.current_map, "current_map");
    spec.semantic_weight = static_cast<float>(request.semantic_weight);
  }
  return spec;
}

}  // namespace

PatchMatches match_patches(const MatchRequest& request, const GoOnCallback& go_on) {
  check_request(request);
  const CancelScope cancel(go_on);
  const ThreadScope threads(request.run.threads);
  const auto backend = make_backend(request.run.device);
  const Tensor<float> current = borrow_map(*backend, request.current, "current");
  const MatchPlanSpec spec = borrow_request(*backend, request);
  const auto plan = backend->prepare_match(spec);
  Matches found;
  plan->run(current, static_cast<float>(request.variety), found);
  check_cancelled();  // other threads may have done the search before this one could ask

  const std::vector<PatchRange> ranges = patch_ranges(shapes_of(spec.styles));
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
