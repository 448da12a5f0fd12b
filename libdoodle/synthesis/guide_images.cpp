#include "synthesis/guide_images.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "image/check_image.h"
#include "image/grey.h"
#include "image/map_embedding.h"

namespace doodle {
namespace {

/// The picture as weighted channels of a map of `size`.
SemanticMap embedded(const Image& image, Size size, int channels, double weight) {
  const Filter filter = size.width < image.width ? Filter::area : Filter::bicubic;
  const Image fitted = image.size() == size ? image : resize(image, size, filter);
  SemanticMap map = embed_guide(with_channels(fitted, channels));
  weigh_guide(map, weight);
  return map;
}

/// Adds the channels of `more` behind those of `map`, which has the same size or nothing in it.
void append(SemanticMap& map, const SemanticMap& more) {
  if (map.values.empty()) {
    map = more;
    return;
  }
  std::vector<float> values;
  values.reserve(map.values.size() + more.values.size());
  auto first = map.values.begin();
  for (auto second = more.values.begin(); second != more.values.end();
       first += map.channels, second += more.channels) {
    values.insert(values.end(), first, first + map.channels);
    values.insert(values.end(), second, second + more.channels);
  }
  map.values = std::move(values);
  map.channels += more.channels;
}

/// One channel where all of a guide's pictures are grey, else three.
int channels_of(const Guide& guide) {
  const auto is_single = [](const Image& image) { return image.channels == 1; };
  return is_single(guide.target) && std::all_of(guide.styles.begin(), guide.styles.end(), is_single) ? 1 : 3;
}

}  // namespace

void weigh_guide(SemanticMap& guide, double weight) {
  for (float& value : guide.values) value *= static_cast<float>(std::sqrt(weight));
}

void check_guides(const PaintRequest& request) {
  for (std::size_t g = 0; g < request.guides.size(); ++g) {
    const Guide& guide = request.guides[g];
    require_range("weight of a guide", guide.weight, 0.0, 1000.0);
    require<UsageError>(!request.styles.empty() && guide.styles.size() == request.styles.size(),
                        "guide {} has {} pictures of styles, and there are {} styles; give one for each",
                        g + 1, guide.styles.size(), request.styles.size());
    for (const Image& style : guide.styles) checked_input(style, fmt::format("guide {}", g + 1));
    checked_input(guide.target, fmt::format("the target of guide {}", g + 1));
  }
}

void read_guides(const PaintRequest& request, Problem& problem) {
  if (request.guides.empty()) return;
  SemanticMaps& maps = problem.maps;
  problem.guides = request.guides.size();
  if (!problem.has_maps()) {
    maps.mode = MapMode::guide;
    maps.styles.resize(problem.styles.size());
    maps.target = {};
    maps.target.width = problem.size.width;
    maps.target.height = problem.size.height;
  }
  const Size target{maps.target.width, maps.target.height};
  for (const Guide& guide : request.guides) {
    const int channels = channels_of(guide);
    for (std::size_t s = 0; s < problem.styles.size(); ++s) {
      SemanticMap& map = maps.styles[s];
      const Size size = map.values.empty() ? problem.styles[s].size() : Size{map.width, map.height};
      append(map, embedded(guide.styles[s], size, channels, guide.weight));
    }
    append(maps.target, embedded(guide.target, target, channels, guide.weight));
  }
}

}  // namespace doodle
