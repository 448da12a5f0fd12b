#include "measure/patches.h"

#include <algorithm>
#include <numeric>

#include "base/random.h"

namespace doodle {

void copy_patch(const Image& image, std::size_t index, float* values) {
  const auto columns = static_cast<std::size_t>(image.width - kPatchSide + 1);
  const auto y = static_cast<int>(index / columns), x = static_cast<int>(index % columns);
  for (int row = 0; row < kPatchSide; ++row)
    values = std::copy_n(image.at(y + row, x), kPatchSide * 3, values);
}

std::vector<std::size_t> sample_patches(const Image& image, std::size_t most, std::uint64_t seed,
                                        std::uint64_t stream) {
  const std::size_t count = patch_count(image);
  std::vector<std::size_t> sample(std::min(count, most));
  std::iota(sample.begin(), sample.end(), std::size_t{0});
  if (count <= most) return sample;
  for (std::size_t i = 0; i < most; ++i)
    sample[i] = random_below(random_word(seed, stream, i), static_cast<std::uint32_t>(count));
  return sample;
}

}  // namespace doodle
