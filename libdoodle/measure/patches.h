#pragma once

#include <cstddef>
#include <vector>

#include "doodle/image.h"

namespace doodle {

constexpr int kPatchSide = 7;
constexpr int kPatchValues = kPatchSide * kPatchSide * 3;

/// How many 7x7 patches lie wholly in an image.
inline std::size_t patch_count(const Image& image) {
  return static_cast<std::size_t>(image.height - kPatchSide + 1) *
         static_cast<std::size_t>(image.width - kPatchSide + 1);
}

/// Copies patch `index` (row by row of an RGB image) to `values`, kPatchValues of them: row, column, colour.
void copy_patch(const Image& image, std::size_t index, float* values);

/// `most` random patches, or all when there are no more than that: their numbers.
std::vector<std::size_t> sample_patches(const Image& image, std::size_t most, std::uint64_t seed,
                                        std::uint64_t stream);

/// The sliced Wasserstein distance between the distributions of patches of two RGB images, in levels: for
/// random unit directions, the mean difference of the quantiles of the patches' projections.
double patch_distance(const Image& a, const Image& b, std::uint64_t seed);

/// The mean over a sample of a's patches of the root mean square difference to the nearest patch of b, in
/// levels.
double nearest_patch_distance(const Image& a, const Image& b, std::uint64_t seed);

}  // namespace doodle
