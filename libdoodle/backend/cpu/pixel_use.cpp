#include "backend/cpu/pixel_use.h"

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "base/parallel.h"
#include "kernels/pixel_patch.h"

namespace doodle::cpu {

PixelUse::PixelUse(const PixelMatchSpec& spec)
    : spec_(spec),
      regions_(list_regions(spec, spec.style_region.data(), spec.target_region.data())),
      use_(spec.style_region.size()),
      row_sums_(use_.size()),
      price_(use_.size(), 0.0f) {
  set_rates({});
  for (std::size_t q = 0; q < price_.size(); ++q)
    if (spec.style_region.data()[q] < 0) price_[q] = std::numeric_limits<float>::infinity();
}

void PixelUse::set_rates(const std::vector<float>& rows) {
  const auto height = static_cast<std::size_t>(spec_.style_region.shape().height);
  expect(rows.empty() || rows.size() == height, "pixel match: a rate per row of the style");
  rates_ = rows.empty() ? std::vector<float>(height, 1.0f) : rows;
}

void PixelUse::update(const std::int32_t* field, float balance) {
  const Shape target = spec_.target_region.shape(), style = spec_.style_region.shape();
  std::fill(use_.begin(), use_.end(), 0.0f);
  for (int y = kPixelRadius; y < target.height - kPixelRadius; ++y)
    for (int x = kPixelRadius; x < target.width - kPixelRadius; ++x)
      use_[static_cast<std::size_t>(field[static_cast<std::size_t>(y) * target.width + x])] += 1;
  patch_sums(style, use_, row_sums_);  // how many patches cover each style pixel
  patch_sums(style, use_, row_sums_);  // how used the pixels of each style patch are
  parallel_for(style.height, [&](std::int64_t v) {
    const float rate = rates_[static_cast<std::size_t>(v)];
    for (int u = 0; u < style.width; ++u) {
      const std::size_t q = static_cast<std::size_t>(v) * style.width + u;
      if (spec_.style_region.data()[q] >= 0) price_[q] = balance * use_[q] / (regions_.wanted[q] * rate);
    }
  });
}

}  // namespace doodle::cpu
