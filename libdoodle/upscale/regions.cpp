#include "upscale/regions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/parallel.h"
#include "image/colours.h"

namespace doodle {
namespace {

/// Levels between neighbours up to which there is no edge, and beyond which there is one; between these, the
/// same as a multiple of the median around.
constexpr float kNoEdge = 24, kEdge = 100, kEdgeOfMedian = 3;
/// Pixels to each side that are around.
constexpr int kAround = 5;

/// Mean difference of neighbours, in levels, from which a region has a grain.
constexpr float kGrain = 6;
/// Of a pixel of the art: how far an edge may be worn.
constexpr float kWear = 0.2f;

/// Art on a torus or with sides.
struct Art {
  const Image& image;
  Wrap wrap;

  /// The number of the pixel at (x, y), -1 beyond a side.
  int index(int x, int y) const {
    if (wrap.x) x = (x % image.width + image.width) % image.width;
    if (wrap.y) y = (y % image.height + image.height) % image.height;
    const bool inside = x >= 0 && y >= 0 && x < image.width && y < image.height;
    return inside ? y * image.width + x : -1;
  }
  float difference(int a, int b) const {
    const float *p = &image.pixels[3 * static_cast<std::size_t>(a)],
                *q = &image.pixels[3 * static_cast<std::size_t>(b)];
    return std::sqrt(colour_distance({p[0], p[1], p[2]}, {q[0], q[1], q[2]}));
  }
};

/// body(a, b) for every two pixels side by side.
template <class Body>
void for_neighbours(const Art& art, const Body& body) {
  for (int y = 0; y < art.image.height; ++y)
    for (int x = 0; x < art.image.width; ++x)
      for (const int other : {art.index(x + 1, y), art.index(x, y + 1)})
        if (other >= 0) body(art.index(x, y), other);
}

/// From how much on two neighbours have an edge between them, for each pixel of some rows.
void find_edges(const Art& art, int first, int count, std::vector<float>& edges) {
  parallel_for(count, [&](std::int64_t row) {
    const int y = first + static_cast<int>(row);
    std::vector<float> differences;
    for (int x = 0; x < art.image.width; ++x) {
      differences.clear();
      for (int v = y - kAround; v <= y + kAround; ++v)
        for (int u = x - kAround; u <= x + kAround; ++u) {
          const int i = art.index(u, v), right = art.index(u + 1, v), below = art.index(u, v + 1);
          if (i >= 0 && right >= 0 && u < x + kAround) differences.push_back(art.difference(i, right));
          if (i >= 0 && below >= 0 && v < y + kAround) differences.push_back(art.difference(i, below));
        }
      if (differences.empty()) continue;
      const auto middle = differences.begin() + std::ssize(differences) / 2;
      std::nth_element(differences.begin(), middle, differences.end());
      edges[static_cast<std::size_t>(art.index(x, y))] = std::clamp(kEdgeOfMedian * *middle, kNoEdge, kEdge);
    }
  });
}

/// For each pixel; nothing where `go_on` says no.
std::vector<float> edges_of(const Art& art, const std::function<bool()>& go_on) {
  constexpr int kRows = 16;
  std::vector<float> edges(art.image.pixels.size() / 3, kNoEdge);
  for (int y = 0; y < art.image.height; y += kRows) {
    if (go_on && !go_on()) return {};
    find_edges(art, y, std::min(kRows, art.image.height - y), edges);
  }
  return edges;
}

/// Sets of pixels that can be joined.
class Sets {
 public:
  explicit Sets(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0); }

  int of(int i) {
    while (parent(i) != i) i = parent(i) = parent(parent(i));
    return i;
  }
  void join(int a, int b) { parent(of(b)) = of(a); }

 private:
  int& parent(int i) { return parent_[static_cast<std::size_t>(i)]; }

  std::vector<int> parent_;
};

/// How many pixels around (x, y) and its lower right are more like a than like b.
int more_like(const Art& art, int x, int y, int a, int b) {
  int more = 0;
  for (int v = y - 3; v < y + 5; ++v)
    for (int u = x - 3; u < x + 5; ++u) {
      const int i = art.index(u, v);
      if (i >= 0) more += art.difference(i, a) < art.difference(i, b) ? 1 : -1;
    }
  return more;
}

/// Joins pixels that touch at a corner: a line goes on diagonally, unless one that crosses it does.
template <class Alike>
void join_diagonals(const Art& art, const Alike& alike, Sets& sets) {
  for (int y = 0; y < art.image.height; ++y)
    for (int x = 0; x < art.image.width; ++x) {
      const int a = art.index(x, y), b = art.index(x + 1, y), c = art.index(x + 1, y + 1),
                d = art.index(x, y + 1);
      if (b < 0 || c < 0 || d < 0) continue;
      const bool falls = alike(a, c), rises = alike(b, d);
      const bool first = falls && (!rises || more_like(art, x, y, a, b) <= 0);
      if (first) sets.join(a, c);
      if (rises && !first) sets.join(b, d);
    }
}

std::vector<int> regions_of(const Art& art, const std::vector<float>& edges) {
  const auto alike = [&](int a, int b) {
    return art.difference(a, b) <=
           std::max(edges[static_cast<std::size_t>(a)], edges[static_cast<std::size_t>(b)]);
  };
  Sets sets(art.image.pixels.size() / 3);
  for_neighbours(art, [&](int a, int b) {
    if (alike(a, b)) sets.join(a, b);
  });
  join_diagonals(art, alike, sets);
  std::vector<int> regions(art.image.pixels.size() / 3);
  for (std::size_t i = 0; i < regions.size(); ++i) regions[i] = sets.of(static_cast<int>(i));
  return regions;
}

/// The regions inside which neighbours differ.
std::set<int> textured_of(const Art& art, const std::vector<int>& regions) {
  std::vector<float> sum(regions.size());
  std::vector<int> count(regions.size());
  for_neighbours(art, [&](int a, int b) {
    const auto region = static_cast<std::size_t>(regions[static_cast<std::size_t>(a)]);
    if (regions[static_cast<std::size_t>(a)] != regions[static_cast<std::size_t>(b)]) return;
    sum[region] += art.difference(a, b);
    ++count[region];
  });
  std::set<int> textured;
  for (std::size_t i = 0; i < sum.size(); ++i)
    if (sum[i] > kGrain * static_cast<float>(count[i])) textured.insert(static_cast<int>(i));
  return textured;
}

}  // namespace

Regions find_regions(const Image& art, Wrap wrap, const std::function<bool()>& go_on) {
  const std::vector<float> edges = edges_of({art, wrap}, go_on);
  if (edges.empty()) return {};
  const std::vector<int> regions = regions_of({art, wrap}, edges);
  return {art.size(), outlines(regions, art.size(), wrap), textured_of({art, wrap}, regions)};
}

std::size_t bytes_of(const Regions& regions) {
  constexpr std::size_t kBlock = 16, kNode = 48;  // what the heap keeps of each array; an entry of a set
  std::size_t bytes = regions.outlines.capacity() * sizeof(Outline) + regions.textured.size() * kNode;
  for (const Outline& outline : regions.outlines)
    bytes += kBlock + outline.points.capacity() * sizeof(OutlinePoint);
  return bytes;
}

LabelsWithin regions_at(const Regions& regions, Size size) {
  LabelsWithin labels = labels_within(regions.outlines, regions.size, size, kWear);
  for (std::size_t i = 0; i < labels.own.size(); ++i)
    if (regions.textured.count(labels.own[i]) == 0 && regions.textured.count(labels.beside[i]) == 0)
      labels.beside[i] = labels.own[i];
  return labels;
}

}  // namespace doodle
