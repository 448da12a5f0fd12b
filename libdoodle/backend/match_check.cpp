#include "backend/match_check.h"

#include <limits>

#include "base/check.h"

namespace doodle {
namespace {

std::string text(Shape shape) {
  return fmt::format("{}x{}x{}", shape.height, shape.width, shape.channels);
}

void check_size(const char* name, Shape shape) {
  require<BadInput>(
      shape.height >= 3 && shape.width >= 3 && shape.channels >= 1,
      "the {} features are {} (height x width x channels); matching needs at least 3x3 positions, so use "
      "larger pictures or fewer phases",
      name, text(shape));
}

void check_map(const char* name, Shape map, Shape features, int labels) {
  require<BadInput>(
      map.height == features.height && map.width == features.width && map.channels == labels,
      "the {} map is {}, its features {}; sizes must agree, and so must the numbers of labels ({} in the "
      "target's map)",
      name, text(map), text(features), labels);
}

}  // namespace

void check_match_spec(const MatchPlanSpec& spec) {
  check_size("current", spec.current);
  require<BadInput>(!spec.styles.empty(), "matching needs at least one style");
  require<BadInput>(spec.style_maps.empty() || spec.style_maps.size() == spec.styles.size(),
                    "there are {} style maps for {} styles; give one each, or none", spec.style_maps.size(),
                    spec.styles.size());
  require<BadInput>(spec.style_maps.empty() == spec.current_map.empty(),
                    "there is a semantic map for the {} alone; give both or none",
                    spec.style_maps.empty() ? "target" : "style");
  require<UsageError>(spec.semantic_weight >= 0 && spec.semantic_weight <= std::numeric_limits<float>::max(),
                      "the semantic weight is {}; it must be 0 or more", spec.semantic_weight);
  const int labels = spec.current_map.shape().channels;
  if (!spec.current_map.empty()) check_map("target", spec.current_map.shape(), spec.current, labels);
  std::size_t patches = 0;
  for (std::size_t s = 0; s < spec.styles.size(); ++s) {
    const Shape shape = spec.styles[s].shape();
    check_size("style", shape);
    require<BadInput>(shape.channels == spec.current.channels,
                      "the style features are {}, the current ones {}; channels must agree", text(shape),
                      text(spec.current));
    if (!spec.style_maps.empty()) check_map("style", spec.style_maps[s].shape(), shape, labels);
    patches += Shape{shape.height - 2, shape.width - 2, 1}.size();
  }
  // Tables hold at most 32 values where a row has one patch.
  require<BadInput>(patches <= std::numeric_limits<std::int32_t>::max() / 32,
                    "the styles have {} patches together; use smaller or fewer pictures", patches);
}

void check_features(Shape features, Shape planned) {
  require<BadInput>(features == planned, "the features to be matched are {}; the plan was made for {}",
                    text(features), text(planned));
}

void check_start(Shape field, Shape patches) {
  require<BadInput>(field == patches, "the matches to start from are {}; there are {} current patches",
                    text(field), text(patches));
}

void check_bias(Shape bias, Shape patches) {
  require<BadInput>(bias.size() == patches.size(), "the bias has {} values; there are {} style patches",
                    bias.size(), patches.size());
}

}  // namespace doodle
