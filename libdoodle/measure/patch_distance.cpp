#include <algorithm>
#include <array>
#include <cmath>

#include "base/parallel.h"
#include "base/random_normal.h"
#include "measure/patches.h"

namespace doodle {
namespace {

constexpr std::size_t kSlices = 128;
constexpr std::size_t kMostPatches = 10000;
constexpr int kQuantiles = 500;

/// kPatchValues x kSlices: unit vectors, uniform in direction, as columns.
std::vector<float> draw_directions(std::uint64_t seed) {
  std::vector<float> directions(kPatchValues * kSlices);
  for (std::size_t i = 0; i < directions.size(); ++i)
    directions[i] = static_cast<float>(random_normal(seed, 0, i));
  for (std::size_t slice = 0; slice < kSlices; ++slice) {
    double square = 0;
    for (std::size_t i = slice; i < directions.size(); i += kSlices) square += directions[i] * directions[i];
    const auto factor = static_cast<float>(1 / std::sqrt(square));
    for (std::size_t i = slice; i < directions.size(); i += kSlices) directions[i] *= factor;
  }
  return directions;
}

/// For each slice, the sorted projections of the image's patches.
std::vector<std::vector<float>> project(const Image& image, const std::vector<float>& directions,
                                        std::uint64_t seed, std::uint64_t stream) {
  const std::vector<std::size_t> sample = sample_patches(image, kMostPatches, seed, stream);
  std::vector<std::vector<float>> slices(kSlices, std::vector<float>(sample.size()));
  constexpr std::size_t kBlock = 256;
  parallel_for(static_cast<std::int64_t>((sample.size() + kBlock - 1) / kBlock), [&](std::int64_t block) {
    const std::size_t begin = static_cast<std::size_t>(block) * kBlock;
    for (std::size_t i = begin; i < std::min(begin + kBlock, sample.size()); ++i) {
      std::array<float, kPatchValues> patch;
      std::array<float, kSlices> sums{};
      copy_patch(image, sample[i], patch.data());
      for (std::size_t v = 0; v < kPatchValues; ++v)
        for (std::size_t s = 0; s < kSlices; ++s) sums[s] += patch[v] * directions[v * kSlices + s];
      for (std::size_t s = 0; s < kSlices; ++s) slices[s][i] = sums[s];
    }
  });
  parallel_for(kSlices, [&](std::int64_t s) {
    std::sort(slices[static_cast<std::size_t>(s)].begin(), slices[static_cast<std::size_t>(s)].end());
  });
  return slices;
}

/// Between the two sorted values around the place.
double quantile(const std::vector<float>& sorted, double fraction) {
  const double place = fraction * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

double patch_distance(const Image& a, const Image& b, std::uint64_t seed) {
  const std::vector<float> directions = draw_directions(seed);
  const auto in_a = project(a, directions, seed, 1), in_b = project(b, directions, seed, 2);
  double sum = 0;
  for (std::size_t s = 0; s < kSlices; ++s) {
    for (int q = 0; q < kQuantiles; ++q) {
      const double fraction = 0.002 + 0.996 * q / (kQuantiles - 1);
      sum += std::abs(quantile(in_a[s], fraction) - quantile(in_b[s], fraction));
    }
  }
  return sum / (kSlices * kQuantiles);
}

}  // namespace doodle
