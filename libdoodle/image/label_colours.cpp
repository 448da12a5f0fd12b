#include "image/label_colours.h"

#include <algorithm>

namespace doodle {
namespace {

constexpr std::size_t kBins = 32;    // of 8 levels, a channel
constexpr float kFlat = 8;           // levels between neighbours of one area
constexpr float kOneColour = 32;     // levels between colours that mean the same
constexpr float kExact = 6;          // levels that noise moves a flat colour
constexpr double kSmallest = 0.002;  // share of the flat pixels that makes a label

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

/// Body(colour) for every pixel that is not clear.
template <class Body>
void for_pixels(const std::vector<Image>& maps, const Body& body) {
  for (const Image& map : maps)
    for (int y = 0; y < map.height; ++y)
      for (int x = 0; x < map.width; ++x)
        if (!is_clear(map, static_cast<std::size_t>(y) * map.width + x)) body(colour_at(map, y, x));
}

struct Cluster {
  double count = 0;
  std::array<double, 3> sum{};

  void add(const Colour& colour) {
    count += 1;
    for (std::size_t c = 0; c < 3; ++c) sum[c] += colour[c];
  }
  Colour mean() const {
    Colour result;
    for (std::size_t c = 0; c < 3; ++c) result[c] = static_cast<float>(sum[c] / count);
    return result;
  }
};

std::size_t bin_of(const Colour& colour) {
  std::size_t bin = 0;
  for (float v : colour) bin = bin * kBins + static_cast<std::size_t>(std::clamp(v, 0.0f, 255.0f)) / 8;
  return bin;
}

/// Bins of 8 levels a channel over the flat pixels, the fullest first; over all pixels when none is flat.
std::vector<Cluster> fullest_bins(const std::vector<Image>& maps) {
  std::vector<Cluster> bins(kBins * kBins * kBins);
  bool any = false;
  const auto add = [&](const Colour& colour) { any = true, bins[bin_of(colour)].add(colour); };
  for_flat_pixels(maps, add);
  if (!any) for_pixels(maps, add);
  std::erase_if(bins, [](const Cluster& bin) { return bin.count == 0; });
  std::stable_sort(bins.begin(), bins.end(),
                   [](const Cluster& a, const Cluster& b) { return a.count > b.count; });
  return bins;
}

struct Found {
  Colour colour;  // of the fullest bin, which noise moves least
  double count;
};

/// Bins gathered around the fullest ones; the largest cluster first.
std::vector<Found> gather(const std::vector<Cluster>& bins) {
  std::vector<Found> clusters;
  for (const Cluster& bin : bins) {
    const Colour colour = bin.mean();
    const auto near = std::find_if(clusters.begin(), clusters.end(), [&](const Found& cluster) {
      return colour_distance(cluster.colour, colour) <= kOneColour * kOneColour;
    });
    if (near == clusters.end())
      clusters.push_back({colour, bin.count});
    else
      near->count += bin.count;
  }
  std::stable_sort(clusters.begin(), clusters.end(),
                   [](const Found& a, const Found& b) { return a.count > b.count; });
  return clusters;
}

std::vector<Label> cluster_labels(const std::vector<Image>& maps) {
  const std::vector<Found> clusters = gather(fullest_bins(maps));
  double all = 0;
  for (const Found& cluster : clusters) all += cluster.count;
  std::vector<Label> labels;
  for (const Found& cluster : clusters) {
    if (cluster.count < kSmallest * all && !labels.empty()) break;
    const std::string name = plain_name(cluster.colour);
    const bool taken =
        std::any_of(labels.begin(), labels.end(), [&](const Label& l) { return l.name == name; });
    labels.push_back({taken ? hex_name(cluster.colour) : name, cluster.colour});
  }
  return labels;
}

}  // namespace

std::vector<Label> find_labels(const std::vector<Image>& maps, const MapOptions& options) {
  return options.names.empty() ? cluster_labels(maps) : options.names;
}

void merge_labels(std::vector<Label>& labels, std::size_t most) {
  while (labels.size() > most) {
    std::size_t kept = 0, gone = 1;
    for (std::size_t a = 0; a < labels.size(); ++a)
      for (std::size_t b = a + 1; b < labels.size(); ++b)
        if (colour_distance(labels[a].colour, labels[b].colour) <
            colour_distance(labels[kept].colour, labels[gone].colour))
          kept = a, gone = b;
    labels.erase(labels.begin() + static_cast<std::ptrdiff_t>(gone));
  }
}

bool has_clear_pixels(const std::vector<Image>& maps) {
  return std::any_of(maps.begin(), maps.end(), [](const Image& map) {
    return std::find(map.alpha.begin(), map.alpha.end(), 0.0f) != map.alpha.end();
  });
}

double flat_share(const std::vector<Image>& maps, const std::vector<Label>& labels) {
  double exact = 0, all = 0;
  const auto count = [&](const Colour& colour) {
    all += 1;
    exact += std::any_of(labels.begin(), labels.end(), [&](const Label& l) {
      return colour_distance(l.colour, colour) <= kExact * kExact;
    });
  };
  for_flat_pixels(maps, count);
  if (all == 0) for_pixels(maps, count);
  return all > 0 ? exact / all : 1;
}

}  // namespace doodle
