#include <algorithm>
#include <limits>
#include <span>

#include "base/check.h"
#include "image/check_image.h"
#include "image/label_areas.h"
#include "image/map_embedding.h"
#include "image/semantic_map.h"

namespace doodle {
namespace {

/// Maps whose flat areas carry a label's exact colour to this share are maps of labels.
constexpr double kLabelShare = 0.8;
/// ... unless more than this share of a side's pixels are near no label, nor between two. Where the flat
/// areas of both sides are labels, these are soft edges and noise, of which there may be more.
constexpr double kMostSnapped = 0.03, kMostSoft = 0.25;

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

/// The label that styles have and that looks most like `missing`. Clear pixels look like nothing: the most
/// common label takes their place, and they take another's only where styles have nothing else.
std::size_t substitute_for(std::size_t missing, const std::vector<Label>& labels,
                           const std::vector<double>& style_shares) {
  std::size_t best = missing;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t l = 0; l < labels.size(); ++l) {
    if (l == missing || !is_present(style_shares[l])) continue;
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

/// Embeds the maps of a side (RGB). Strays go to labels that the side itself has: others would have no area
/// there. Returns the share of strays.
double embed_side(std::span<const Image> images, const std::string& side, std::span<SemanticMap> embedded,
                  SemanticMaps& maps) {
  std::vector<std::vector<std::size_t>> strays;
  double pixels = 0, all = 0;
  for (std::size_t i = 0; i < images.size(); ++i) {
    LabelEmbedding embedding = embed_labels(images[i], maps.labels);
    embedded[i] = std::move(embedding.map);
    strays.push_back(std::move(embedding.strays));
    pixels += static_cast<double>(images[i].width) * images[i].height;
    all += static_cast<double>(strays.back().size());
  }
  if (all == 0) return 0;
  std::vector<bool> own;
  for (const double share : area_shares(embedded, maps.labels.size())) own.push_back(is_present(share));
  std::vector<int> snapped(maps.labels.size(), 0);
  for (std::size_t i = 0; i < images.size(); ++i)
    snap_strays(images[i], maps.labels, own, strays[i], embedded[i], snapped);
  maps.notices.push_back(stray_notice("the " + side + " map", snapped, maps.labels));
  return all / pixels;
}

/// Embeds all maps (RGB; the target's is last), before labels that the styles lack are replaced. Returns the
/// share of pixels that were near no label, of the styles or the target, whichever has more.
double embed_all(const std::vector<Image>& all, SemanticMaps& maps) {
  const std::span<const Image> images(all);
  maps.styles.resize(all.size() - 1);
  const double styles = embed_side(images.first(all.size() - 1), "style", maps.styles, maps);
  return std::max(styles, embed_side(images.last(1), "target", {&maps.target, 1}, maps));
}

struct Reading {
  SemanticMaps maps;
  std::vector<LabelUse> uses;  // empty unless labels
};

void replace_missing(Reading& reading) {
  SemanticMaps& maps = reading.maps;
  const std::vector<double> style = label_shares(maps.styles, maps.labels.size()),
                            target = label_shares({&maps.target, 1}, maps.labels.size()),
                            own = area_shares(maps.styles, maps.labels.size());
  for (std::size_t l = 0; l < maps.labels.size(); ++l) {
    reading.uses.push_back({maps.labels[l], style[l], target[l], ""});
    if (is_present(own[l]) || target[l] == 0) continue;
    const std::size_t substitute = substitute_for(l, maps.labels, own);
    if (substitute == l) continue;
    move_weight(maps.target, l, substitute);
    reading.uses.back().substitute = maps.labels[substitute].name;
    maps.notices.push_back(fmt::format("no style has the label {}: painting it as {}, the nearest colour",
                                       maps.labels[l].name, maps.labels[substitute].name));
  }
}

/// The share of pixels near no label that maps of labels (RGB; the target's is last) have at most.
double most_snapped(const std::vector<Image>& rgb, const std::vector<Label>& labels) {
  const double styles = flat_share({rgb.begin(), rgb.end() - 1}, labels);
  return std::min(styles, flat_share({rgb.back()}, labels)) < kLabelShare ? kMostSnapped : kMostSoft;
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
  if (decide && !merged && snapped > most_snapped(rgb, maps.labels)) return false;
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
  if (may_be_labels)
    maps.notices.push_back(
        "the maps have continuous tones: used as a guide, not as labels; --semantic-mode labels makes labels "
        "of their main colours");
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
