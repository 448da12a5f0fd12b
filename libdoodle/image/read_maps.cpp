#include <algorithm>
#include <limits>
#include <numeric>
#include <span>

#include "base/check.h"
#include "image/check_image.h"
#include "image/map_embedding.h"
#include "image/semantic_map.h"

namespace doodle {
namespace {

/// Maps whose flat areas carry a label's exact colour to this share are maps of labels.
constexpr double kLabelShare = 0.8;
/// ... unless more than this share of a side's pixels are near no label, nor between two.
constexpr double kMostSnapped = 0.03;
/// A label with less than this share of all styles' pixels counts as missing there.
constexpr double kMissing = 1e-4;
/// Of a label with less than this, only pixels inside an area count: others are the rims of areas, whose
/// blended colours are by chance nearest to it.
constexpr double kRims = 0.01;

Image checked_map(const Image& map, const std::string& what) {
  require_consistent(map, what);
  require_finite(map, what);
  return map;
}

/// All style maps and, last, the target's: of one channel when all are grey, else RGB.
std::vector<Image> checked_maps(const std::vector<Image>& styles, const Image& target) {
  require<BadInput>(!styles.empty(), "there is a target map but no style map");
  std::vector<Image> all;
  for (std::size_t i = 0; i < styles.size(); ++i)
    all.push_back(
        checked_map(styles[i], styles.size() == 1 ? "the style map" : fmt::format("style map {}", i + 1)));
  all.push_back(checked_map(target, "the target map"));
  const bool grey = std::all_of(all.begin(), all.end(), [](const Image& map) { return map.channels == 1; });
  if (!grey)
    for (Image& map : all) map = to_rgb(map);
  return all;
}

void require_usable_names(const std::vector<Label>& names) {
  require<BadInput>(names.size() <= 64, "{} labels are named; at most 64 can be used", names.size());
  for (const Label& label : names)
    require<BadInput>(label.name != kClearLabel,
                      "a label is named {}, which stands for clear pixels; give it another name",
                      kClearLabel);
}

/// The share of pixels that carry each label.
std::vector<double> shares(std::span<const SemanticMap> maps, std::size_t labels) {
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

/// The share of pixels that lie inside an area of each label: with all their neighbours.
std::vector<double> inner_shares(std::span<const SemanticMap> maps, std::size_t labels) {
  std::vector<double> sum(labels, 0.0);
  double all = 0;
  for (const SemanticMap& map : maps) {
    const std::vector<int> label = hard_labels(map);
    const auto at = [&](int y, int x) {
      return label[static_cast<std::size_t>(std::clamp(y, 0, map.height - 1)) * map.width +
                   std::clamp(x, 0, map.width - 1)];
    };
    for (int y = 0; y < map.height; ++y)
      for (int x = 0; x < map.width; ++x) {
        bool inner = true;
        for (int d = 0; d < 9 && inner; ++d) inner = at(y + d / 3 - 1, x + d % 3 - 1) == at(y, x);
        if (inner) ++sum[static_cast<std::size_t>(at(y, x))];
      }
    all += static_cast<double>(label.size());
  }
  for (double& value : sum) value /= all;
  return sum;
}

/// The label that styles have and that looks most like `missing`. Clear pixels look like nothing: the most
/// common label takes their place, and they take another's only where styles have nothing else.
std::size_t substitute_for(std::size_t missing, const std::vector<Label>& labels,
                           const std::vector<double>& style_shares) {
  std::size_t best = missing;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t l = 0; l < labels.size(); ++l) {
    if (l == missing || style_shares[l] < kMissing) continue;
    double distance = perceptual_distance(labels[l].colour, labels[missing].colour);
    if (labels[missing].name == kClearLabel) distance = 1 - style_shares[l];
    if (labels[l].name == kClearLabel) distance = std::numeric_limits<double>::max();
    if (distance < least) least = distance, best = l;
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

/// Embeds all maps (RGB; the target's is last), before labels that the styles lack are replaced. Returns the
/// share of pixels that were near no label, of the styles or the target, whichever has more.
double embed_all(const std::vector<Image>& all, SemanticMaps& maps) {
  std::vector<int> snapped(maps.labels.size(), 0);
  double pixels = 0;
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    LabelEmbedding embedding = embed_labels(all[i], maps.labels);
    for (std::size_t l = 0; l < snapped.size(); ++l) snapped[l] += embedding.snapped[l];
    maps.styles.push_back(std::move(embedding.map));
    pixels += static_cast<double>(all[i].width) * all[i].height;
  }
  report_snapped(snapped, "style", maps);
  LabelEmbedding embedding = embed_labels(all.back(), maps.labels);
  maps.target = std::move(embedding.map);
  report_snapped(embedding.snapped, "target", maps);
  const auto share = [](const std::vector<int>& counts, double of) {
    return std::accumulate(counts.begin(), counts.end(), 0.0) / of;
  };
  return std::max(share(snapped, pixels),
                  share(embedding.snapped, static_cast<double>(all.back().width) * all.back().height));
}

struct Reading {
  SemanticMaps maps;
  std::vector<LabelUse> uses;  // empty unless labels
};

void replace_missing(Reading& reading) {
  SemanticMaps& maps = reading.maps;
  const std::vector<double> style = shares(maps.styles, maps.labels.size()),
                            target = shares({&maps.target, 1}, maps.labels.size());
  std::vector<double> own = inner_shares(maps.styles, maps.labels.size());
  for (std::size_t l = 0; l < own.size(); ++l)
    if (style[l] >= kRims) own[l] = style[l];
  for (std::size_t l = 0; l < maps.labels.size(); ++l) {
    reading.uses.push_back({maps.labels[l], style[l], target[l], ""});
    if (own[l] >= kMissing || target[l] == 0) continue;
    const std::size_t substitute = substitute_for(l, maps.labels, own);
    if (substitute == l) continue;
    move_weight(maps.target, l, substitute);
    reading.uses.back().substitute = maps.labels[substitute].name;
    maps.notices.push_back(fmt::format("no style has the label {}: painting it as {}, the nearest colour",
                                       maps.labels[l].name, maps.labels[substitute].name));
  }
}

/// Reads as labels; false, with `reading` unchanged, when the mode is automatic and the maps have continuous
/// tones.
bool read_labels(const std::vector<Image>& all, const MapOptions& options, Reading& reading) {
  std::vector<Image> rgb;
  for (const Image& map : all) rgb.push_back(to_rgb(map));
  std::vector<Label> labels = find_labels(rgb, options);
  const bool decide = options.mode == MapMode::automatic && options.names.empty();
  if (decide && flat_share(rgb, labels) < kLabelShare) return false;
  SemanticMaps maps;
  const std::size_t colours = labels.size();
  if (options.names.empty()) merge_labels(labels, static_cast<std::size_t>(options.max_labels));
  const bool merged = labels.size() < colours;
  if (merged)
    maps.notices.push_back(
        fmt::format("the maps have {} colours: merged into {} labels", colours, labels.size()));
  if (has_clear_pixels(rgb)) labels.push_back({kClearLabel, {}});
  maps.labels = std::move(labels);
  const double snapped = embed_all(rgb, maps);
  if (snapped > kMostSnapped && decide && !merged) return false;
  reading.maps = std::move(maps);
  replace_missing(reading);
  return true;
}

Reading read(const std::vector<Image>& styles, const Image& target, const MapOptions& options) {
  require_range("max-labels", options.max_labels, 1, 64);
  require_usable_names(options.names);
  const std::vector<Image> all = checked_maps(styles, target);
  Reading reading;
  const bool may_be_labels = options.mode == MapMode::automatic || options.mode == MapMode::labels;
  if (may_be_labels && read_labels(all, options, reading)) return reading;
  SemanticMaps& maps = reading.maps;
  maps.mode = may_be_labels ? MapMode::guide : options.mode;
  if (may_be_labels) maps.notices.push_back("the maps have continuous tones: used as a guide, not as labels");
  const auto embed = maps.mode == MapMode::guide ? embed_guide : embed_colour;
  for (std::size_t i = 0; i + 1 < all.size(); ++i) maps.styles.push_back(embed(all[i]));
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
