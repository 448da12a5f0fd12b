#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/parallel.h"
#include "measure/patches.h"

namespace doodle {
namespace {

constexpr std::size_t kMostPatches = 1500;

/// Three planes of height x width, so that neighbouring patches lie side by side.
class Planes {
 public:
  explicit Planes(const Image& image)
      : width_(image.width), height_(image.height), values_(image.pixels.size()) {
    const std::size_t plane = image.pixels.size() / 3;
    for (std::size_t i = 0; i < plane; ++i)
      for (std::size_t c = 0; c < 3; ++c) values_[c * plane + i] = image.pixels[i * 3 + c];
  }
  int columns() const { return width_ - kPatchSide + 1; }
  int rows() const { return height_ - kPatchSide + 1; }
  const float* at(int colour, int y, int x) const {
    return &values_[(static_cast<std::size_t>(colour) * height_ + y) * width_ + x];
  }

 private:
  std::size_t width_, height_;
  std::vector<float> values_;
};

/// The least sum of squared differences between the patch and those of row y, if it is below `best`: the rows
/// of the patches are added one after another, and the rest is skipped once all sums are above.
float least_in_row(const std::array<float, kPatchValues>& patch, const Planes& planes, int y, float best,
                   std::vector<float>& sums) {
  std::fill(sums.begin(), sums.end(), 0.0f);
  const std::size_t columns = sums.size();
  for (int row = 0; row < kPatchSide; ++row) {
    for (int i = 0; i < kPatchSide * 3; ++i) {
      const float value = patch[static_cast<std::size_t>(row * kPatchSide * 3 + i)];
      const float* const other = planes.at(i % 3, y + row, i / 3);
      for (std::size_t x = 0; x < columns; ++x) sums[x] += (value - other[x]) * (value - other[x]);
    }
    if (*std::min_element(sums.begin(), sums.end()) >= best) return best;
  }
  return *std::min_element(sums.begin(), sums.end());
}

}  // namespace

double nearest_patch_distance(const Image& a, const Image& b, std::uint64_t seed) {
  const Planes planes(b);
  const std::vector<std::size_t> sample = sample_patches(a, kMostPatches, seed, 3);
  return parallel_sum(static_cast<std::int64_t>(sample.size()), 16,
                      [&](std::int64_t begin, std::int64_t end) {
                        std::vector<float> sums(static_cast<std::size_t>(planes.columns()));
                        std::array<float, kPatchValues> patch;
                        double sum = 0;
                        for (std::int64_t i = begin; i < end; ++i) {
                          copy_patch(a, sample[static_cast<std::size_t>(i)], patch.data());
                          float best = std::numeric_limits<float>::infinity();
                          for (int y = 0; y < planes.rows(); ++y)
                            best = least_in_row(patch, planes, y, best, sums);
                          sum += std::sqrt(best / kPatchValues);
                        }
                        return sum;
                      }) /
         static_cast<double>(sample.size());
}

}  // namespace doodle
