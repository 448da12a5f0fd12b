#include "backend/cpu/style_lookup.h"

#include "base/expect.h"

namespace doodle::cpu {

std::vector<StylePatch> locate_patches(const Tensor<std::int32_t>& matches,
                                       const std::vector<PatchRange>& ranges) {
  const std::int32_t count = patch_count(ranges);
  std::vector<StylePatch> patches(matches.size());
  for (std::size_t i = 0; i < patches.size(); ++i) {
    const std::int32_t index = matches.data()[i];
    expect(index >= 0 && index < count, "a match lies outside the style");
    patches[i] = locate_patch(ranges.data(), static_cast<int>(ranges.size()), index);
  }
  return patches;
}

}  // namespace doodle::cpu
