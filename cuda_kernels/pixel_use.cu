#include <algorithm>
#include <limits>
#include <vector>

#include "backend/pixel_regions.h"
#include "base/expect.h"
#include "kernels/pixel_patch.h"
#include "launch.h"
#include "pixel_use.h"

namespace doodle::cuda {
namespace {

struct Count {
  const std::int32_t* field;
  int width, columns;
  unsigned* count;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const int y = static_cast<int>(i) / columns + kPixelRadius,
              x = static_cast<int>(i) % columns + kPixelRadius;
    count_one(
        count +
        field[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)]);
  }
};

struct ToFloat {
  const unsigned* count;
  float* use;
  DOODLE_DEVICE void operator()(std::size_t q) const { use[q] = static_cast<float>(count[q]); }
};

/// Sums of five along a row (step 1) or a column (step `width`), clipped at the borders. Terms ascend, as on
/// all devices: beyond 2^24 sums are rounded.
struct FiveSum {
  const float* in;
  int width, height;
  bool along_rows;
  float* out;
  DOODLE_DEVICE void operator()(std::size_t q) const {
    const int x = static_cast<int>(q) % width, y = static_cast<int>(q) / width;
    const int place = along_rows ? x : y, length = along_rows ? width : height;
    const std::ptrdiff_t step = along_rows ? 1 : width;
    float sum = 0;
    for (int d = -kPixelRadius; d <= kPixelRadius; ++d) {
      if (place + d >= 0 && place + d < length) sum += in[static_cast<std::ptrdiff_t>(q) + d * step];
    }
    out[q] = sum;
  }
};

struct Price {
  const std::int32_t* region;
  const float *use, *wanted, *rate;
  int width;
  float balance;
  float* price;
  DOODLE_DEVICE void operator()(std::size_t q) const {
    if (region[q] >= 0) price[q] = balance * use[q] / (wanted[q] * rate[q / static_cast<std::size_t>(width)]);
  }
};

}  // namespace

PixelUse::PixelUse(Backend& backend, const PixelMatchSpec& spec)
    : target_(spec.target_region.shape()), style_(spec.style_region.shape()), region_(spec.style_region) {
  const std::vector<std::int32_t> region = backend.download(spec.style_region);
  const PixelRegions regions = list_regions(spec, region.data(), backend.download(spec.target_region).data());
  std::vector<float> price(region.size(), 0.0f);
  for (std::size_t q = 0; q < region.size(); ++q)
    if (region[q] < 0) price[q] = std::numeric_limits<float>::infinity();
  const auto put = [&](const auto& values) {
    return backend.upload({1, static_cast<int>(values.size()), 1}, values.data());
  };
  members_ = put(regions.members);
  member_begin_ = put(regions.begin);
  wanted_ = put(regions.wanted);
  price_ = backend.upload<float>(style_, price.data());
  set_rates(backend, {});
  count_ = backend.allocate<unsigned>(style_);
  use_ = backend.allocate<float>(style_);
  row_sums_ = backend.allocate<float>(style_);
}

void PixelUse::set_rates(Backend& backend, const std::vector<float>& rows) {
  const auto height = static_cast<std::size_t>(style_.height);
  expect(rows.empty() || rows.size() == height, "pixel match: a rate per row of the style");
  const std::vector<float> rates = rows.empty() ? std::vector<float>(height, 1.0f) : rows;
  rates_ = backend.upload<float>({style_.height, 1, 1}, rates.data());
}

void PixelUse::box_sum() {
  for_each(style_.size(), FiveSum{use_.data(), style_.width, style_.height, true, row_sums_.data()});
  for_each(style_.size(), FiveSum{row_sums_.data(), style_.width, style_.height, false, use_.data()});
}

void PixelUse::update(const Tensor<std::int32_t>& field, float balance) {
  const int rows = target_.height - 2 * kPixelRadius, columns = target_.width - 2 * kPixelRadius;
  zero(count_.data(), count_.size() * sizeof(unsigned));
  for_each(Shape{rows, columns, 1}.size(), Count{field.data(), target_.width, columns, count_.data()});
  for_each(style_.size(), ToFloat{count_.data(), use_.data()});
  box_sum();  // how many patches cover each style pixel
  box_sum();  // how used the pixels of each style patch are
  for_each(style_.size(), Price{region_.data(), use_.data(), wanted_.data(), rates_.data(), style_.width,
                                balance, price_.data()});
}

}  // namespace doodle::cuda
