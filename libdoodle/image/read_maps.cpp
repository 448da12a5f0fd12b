#include <algorithm>
#include <limits>

#include "base/check.h"
#include "image/map_embedding.h"

namespace doodle {
namespace {

/// Maps whose flat areas carry a label's exact colour to this share are maps of labels.
constexpr double kLabelShare = 0.8;
/// A label with less than this share of all styles' pixels counts as missing there.
constexpr double kMissing = 1e-4;

Image checked_map(const Image& map, const char* what) {
  require<BadInput>(!map.empty() && !map.pixels.empty(), "{} has no pixels", what);
  return to_rgb(map);
}

/// The share of pixels that carry each label.
std::vector<double> shares(const std::vector<SemanticMap>& maps, std::size_t labels) {
  std::vector<double> sum(labels, 0.0);
  double all = 0;
  for (const SemanticMap& map : maps) {
    for (std::size_t i = 0; i < map.values.size(); ++i) sum[i % labels] += map.values[i];
    all += static_cast<double>(map.values.size()) / static_cast<double>(labels);
  }
  for (double& value : sum) value /= all;
  return sum;
}

/// The label that styles have and that looks most like `missing`.
std::size_t substitute_for(std::size_t missing, const std::vector<Label>& labels,
                           const std::vector<double>& style_shares) {
  std::size_t best = missing;
  float least = std::numeric_limits<float>::max();
  for (std::size_t l = 0; l < labels.size(); ++l) {
    const float distance = perceptual_distance(labels[l].colour, labels[missing].colour);
    if (l != missing && style_shares[l] >= kMissing && distance < least) least = distance, best = l;
  }
  return best;
}

void move_weight(SemanticMap& map, std::size_t from, std::size_t to) {
  for (std::size_t p = 0; p < map.values.size(); p += static_cast<std::size_t>(map.channels)) {
    map.values[p + to] += map.values[p + from];
    map.values[p + from] = 0;
  }
}

/// One line: how many pixels of a side were snapped, and to what.
void report_snapped(const std::vector<int>& snapped, const char* side, SemanticMaps& maps) {
  int all = 0;
  std::string labels;
  for (std::size_t l = 0; l < snapped.size(); ++l) {
    if (snapped[l] == 0) continue;
    all += snapped[l];
    labels += fmt::format("{}{} to {}", labels.empty() ? "" : ", ", snapped[l], maps.labels[l].name);
  }
  if (all > 0)
    maps.notices.push_back(fmt::format("{} px of the {} map are near no label: {}", all, side, labels));
}

/// Embeds labels, before labels that the styles lack are replaced.
void embed_all(const std::vector<Image>& styles, const Image& target, SemanticMaps& maps) {
  std::vector<int> snapped(maps.labels.size(), 0);
  for (const Image& style : styles) {
    LabelEmbedding embedding = embed_labels(style, maps.labels);
    for (std::size_t l = 0; l < snapped.size(); ++l) snapped[l] += embedding.snapped[l];
    maps.styles.push_back(std::move(embedding.map));
  }
  report_snapped(snapped, "style", maps);
  LabelEmbedding embedding = embed_labels(target, maps.labels);
  maps.target = std::move(embedding.map);
  report_snapped(embedding.snapped, "target", maps);
}

struct Reading {
  SemanticMaps maps;
  std::vector<LabelUse> uses;  // empty unless labels
};

void replace_missing(Reading& reading) {
  SemanticMaps& maps = reading.maps;
  const std::vector<double> style = shares(maps.styles, maps.labels.size()),
                            target = shares({maps.target}, maps.labels.size());
  for (std::size_t l = 0; l < maps.labels.size(); ++l) {
    reading.uses.push_back({maps.labels[l], style[l], target[l], ""});
    if (style[l] >= kMissing || target[l] == 0) continue;
    const std::size_t substitute = substitute_for(l, maps.labels, style);
    if (substitute == l) continue;
    move_weight(maps.target, l, substitute);
    reading.uses.back().substitute = maps.labels[substitute].name;
    maps.notices.push_back(fmt::format("no style has the label {}: painting it as {}, the nearest colour",
                                       maps.labels[l].name, maps.labels[substitute].name));
  }
}

Reading read(const std::vector<Image>& styles, const Image& target, const MapOptions& options) {
  require<BadInput>(!styles.empty(), "there is a target map but no style map");
  require_range("max-labels", options.max_labels, 1, 64);
  std::vector<Image> all;
  for (const Image& style : styles) all.push_back(checked_map(style, "a style map"));
  all.push_back(checked_map(target, "the target map"));
  const std::vector<Image> style_maps(all.begin(), all.end() - 1);
  Reading reading;
  SemanticMaps& maps = reading.maps;
  maps.mode = options.mode;
  std::vector<Label> labels;
  if (options.mode == MapMode::automatic || options.mode == MapMode::labels)
    labels = find_labels(all, options);
  if (options.mode == MapMode::automatic)
    maps.mode =
        !options.names.empty() || flat_share(all, labels) >= kLabelShare ? MapMode::labels : MapMode::guide;
  if (maps.mode == MapMode::labels) {
    maps.labels = labels;
    embed_all(style_maps, all.back(), maps);
    replace_missing(reading);
    return reading;
  }
  if (options.mode == MapMode::automatic)
    maps.notices.push_back("the maps have continuous tones: used as a guide, not as labels");
  const auto embed = maps.mode == MapMode::guide ? embed_guide : embed_colour;
  for (const Image& style : style_maps) maps.styles.push_back(embed(style));
  maps.target = embed(all.back());
  return reading;
}

}  // namespace

SemanticMaps read_maps(const std::vector<Image>& styles, const Image& target, const MapOptions& options) {
  return read(styles, target, options).maps;
}

MapReport check_maps(const std::vector<Image>& styles, const Image& target, const MapOptions& options) {
  Reading reading = read(styles, target, options);
  return {std::move(reading.uses), std::move(reading.maps.notices)};
}

}  // namespace doodle
