#include "image/label_colours.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace doodle {
namespace {

constexpr float kFlat = 8;           // levels between neighbours of one area
constexpr float kOneColour = 32;     // levels between colours that mean the same
constexpr float kExact = 6;          // levels that noise moves a flat colour
constexpr double kSmallest = 0.002;  // share of the flat pixels that makes a label

struct NamedColour {
  const char* name;
  Colour colour;
};
constexpr NamedColour kNames[] = {
    {"black", {0, 0, 0}},        {"white", {255, 255, 255}},    {"grey", {128, 128, 128}},
    {"red", {255, 0, 0}},        {"dark red", {160, 0, 0}},     {"green", {0, 255, 0}},
    {"dark green", {0, 100, 0}}, {"blue", {0, 0, 255}},         {"dark blue", {0, 0, 139}},
    {"yellow", {255, 255, 0}},   {"cyan", {0, 255, 255}},       {"magenta", {255, 0, 255}},
    {"orange", {255, 165, 0}},   {"brown", {139, 69, 19}},      {"pink", {255, 192, 203}},
    {"purple", {128, 0, 128}},   {"sky blue", {135, 206, 235}}, {"olive", {128, 128, 0}},
    {"teal", {0, 128, 128}},     {"beige", {245, 245, 220}},    {"light grey", {211, 211, 211}},
    {"dark grey", {64, 64, 64}}};

bool is_clear(const Image& map, std::size_t p) {
  return !map.alpha.empty() && map.alpha[p] == 0;
}

Colour colour_at(const Image& map, int y, int x) {
  const float* pixel = map.at(y, x);
  return {pixel[0], pixel[1], pixel[2]};
}

bool is_flat(const Image& map, int y, int x) {
  const Colour here = colour_at(map, y, x);
  const auto alike = [&](int v, int u) {
    return v < 0 || u < 0 || v >= map.height || u >= map.width ||
           colour_distance(here, colour_at(map, v, u)) <= kFlat * kFlat;
  };
  return alike(y - 1, x) && alike(y, x - 1) && alike(y, x + 1) && alike(y + 1, x);
}

template <class Body>
void for_flat_pixels(const std::vector<Image>& maps, const Body& body) {
  for (const Image& map : maps)
    for (int y = 0; y < map.height; ++y)
      for (int x = 0; x < map.width; ++x)
        if (!is_clear(map, static_cast<std::size_t>(y) * map.width + x) && is_flat(map, y, x))
          body(colour_at(map, y, x));
}

struct Cluster {
  double count = 0;
  Colour sum{};
  Colour mean() const {
    const auto n = static_cast<float>(count);
    return {sum[0] / n, sum[1] / n, sum[2] / n};
  }
};

/// Bins of 8 levels a channel over the flat pixels, the fullest first; over all pixels when none is flat.
std::vector<Cluster> fullest_bins(const std::vector<Image>& maps) {
  std::map<int, Cluster> bins;
  const auto add = [&](const Colour& colour) {
    int bin = 0;
    for (float v : colour) bin = bin * 33 + static_cast<int>(std::clamp(v, 0.0f, 255.0f)) / 8;
    Cluster& cluster = bins[bin];
    cluster.count += 1;
    for (std::size_t c = 0; c < 3; ++c) cluster.sum[c] += colour[c];
  };
  for_flat_pixels(maps, add);
  if (bins.empty())
    for (const Image& map : maps)
      for (int y = 0; y < map.height; ++y)
        for (int x = 0; x < map.width; ++x)
          if (!is_clear(map, static_cast<std::size_t>(y) * map.width + x)) add(colour_at(map, y, x));
  std::vector<Cluster> sorted;
  for (const auto& [bin, cluster] : bins) sorted.push_back(cluster);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Cluster& a, const Cluster& b) { return a.count > b.count; });
  return sorted;
}

/// Bins gathered around the fullest ones; the colour of a cluster is that of its first bin, which noise moves
/// least.
std::vector<Cluster> gather(const std::vector<Cluster>& bins) {
  std::vector<Cluster> clusters;
  std::vector<Colour> centres;
  for (const Cluster& bin : bins) {
    const Colour colour = bin.mean();
    const auto near = std::find_if(centres.begin(), centres.end(), [&](const Colour& c) {
      return colour_distance(c, colour) <= kOneColour * kOneColour;
    });
    if (near == centres.end()) {
      clusters.push_back(bin);
      centres.push_back(colour);
    } else {
      Cluster& cluster = clusters[static_cast<std::size_t>(near - centres.begin())];
      const Colour centre = *near;
      cluster.count += bin.count;
      for (std::size_t c = 0; c < 3; ++c) cluster.sum[c] = centre[c] * static_cast<float>(cluster.count);
    }
  }
  std::stable_sort(clusters.begin(), clusters.end(),
                   [](const Cluster& a, const Cluster& b) { return a.count > b.count; });
  return clusters;
}

std::vector<Label> cluster_labels(const std::vector<Image>& maps, int most) {
  const std::vector<Cluster> clusters = gather(fullest_bins(maps));
  double all = 0;
  for (const Cluster& cluster : clusters) all += cluster.count;
  std::vector<Label> labels;
  for (const Cluster& cluster : clusters) {
    if (static_cast<int>(labels.size()) == most || (cluster.count < kSmallest * all && !labels.empty()))
      break;
    std::string name = plain_name(cluster.mean());
    const bool taken =
        std::any_of(labels.begin(), labels.end(), [&](const Label& l) { return l.name == name; });
    labels.push_back({taken ? hex_name(cluster.mean()) : name, cluster.mean()});
  }
  return labels;
}

}  // namespace

Colour oklab(const Colour& rgb) {
  const auto linear = [](float v) {
    const float s = std::clamp(v / 255, 0.0f, 1.0f);
    return s <= 0.04045f ? s / 12.92f : std::pow((s + 0.055f) / 1.055f, 2.4f);
  };
  const float r = linear(rgb[0]), g = linear(rgb[1]), b = linear(rgb[2]);
  const float l = std::cbrt(0.4122214708f * r + 0.5363325363f * g + 0.0514459929f * b);
  const float m = std::cbrt(0.2119034982f * r + 0.6806995451f * g + 0.1073969566f * b);
  const float s = std::cbrt(0.0883024619f * r + 0.2817188376f * g + 0.6299787005f * b);
  return {0.2104542553f * l + 0.7936177850f * m - 0.0040720468f * s,
          1.9779984951f * l - 2.4285922050f * m + 0.4505937099f * s,
          0.0259040371f * l + 0.7827717662f * m - 0.8086757660f * s};
}

float colour_distance(const Colour& a, const Colour& b) {
  float sum = 0;
  for (std::size_t c = 0; c < 3; ++c) sum += (a[c] - b[c]) * (a[c] - b[c]);
  return sum;
}

float perceptual_distance(const Colour& a, const Colour& b) {
  return colour_distance(oklab(a), oklab(b));
}

std::string hex_name(const Colour& colour) {
  const auto byte = [](float v) { return static_cast<int>(std::lround(std::clamp(v, 0.0f, 255.0f))); };
  return fmt::format("#{:02x}{:02x}{:02x}", byte(colour[0]), byte(colour[1]), byte(colour[2]));
}

std::string plain_name(const Colour& colour) {
  constexpr float kNear = 64;
  const auto* nearest =
      std::min_element(std::begin(kNames), std::end(kNames), [&](const auto& a, const auto& b) {
        return colour_distance(a.colour, colour) < colour_distance(b.colour, colour);
      });
  return colour_distance(nearest->colour, colour) <= kNear * kNear ? nearest->name : hex_name(colour);
}

std::vector<Label> find_labels(const std::vector<Image>& maps, const MapOptions& options) {
  std::vector<Label> labels =
      options.names.empty() ? cluster_labels(maps, options.max_labels) : options.names;
  const bool clear = std::any_of(maps.begin(), maps.end(), [](const Image& map) {
    return std::find(map.alpha.begin(), map.alpha.end(), 0.0f) != map.alpha.end();
  });
  if (clear) labels.push_back({kClearLabel, {}});
  return labels;
}

double flat_share(const std::vector<Image>& maps, const std::vector<Label>& labels) {
  double exact = 0, all = 0;
  for_flat_pixels(maps, [&](const Colour& colour) {
    all += 1;
    exact += std::any_of(labels.begin(), labels.end(), [&](const Label& l) {
      return colour_distance(l.colour, colour) <= kExact * kExact;
    });
  });
  return all > 0 ? exact / all : 1;
}

}  // namespace doodle
