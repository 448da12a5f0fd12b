#include <algorithm>
#include <limits>
#include <vector>

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

/// Sums of five along a row (step 1) or a column (step `width`), clipped at the borders. Counts are whole
/// numbers below 2^24: exact in any order.
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
  const float *use, *ideal, *rate;
  int width;
  float balance;
  float* price;
  DOODLE_DEVICE void operator()(std::size_t q) const {
    constexpr float kArea = kPixelPatch * kPixelPatch;
    if (region[q] >= 0)
      price[q] =
          balance * use[q] / (kArea * kArea * ideal[region[q]] * rate[q / static_cast<std::size_t>(width)]);
  }
};

}  // namespace

PixelUse::PixelUse(Backend& backend, const PixelMatchSpec& spec)
    : target_(spec.target_region.shape()), style_(spec.style_region.shape()), region_(spec.style_region) {
  const std::vector<std::int32_t> region = backend.download(spec.style_region);
  const std::vector<std::int32_t> target = backend.download(spec.target_region);
  std::vector<std::vector<std::int32_t>> groups(static_cast<std::size_t>(spec.regions));
  std::vector<float> price(region.size(), 0.0f), ideal(groups.size(), 0.0f);
  for (std::size_t q = 0; q < region.size(); ++q) {
    if (region[q] >= 0)
      groups[static_cast<std::size_t>(region[q])].push_back(static_cast<std::int32_t>(q));
    else
      price[q] = std::numeric_limits<float>::infinity();
  }
  std::vector<std::int32_t> members, begin{0};
  for (const auto& group : groups) {
    members.insert(members.end(), group.begin(), group.end());
    begin.push_back(static_cast<std::int32_t>(members.size()));
  }
  expect(!members.empty(), "pixel match: no style position may be used");
  for (int y = kPixelRadius; y < target_.height - kPixelRadius; ++y) {
    for (int x = kPixelRadius; x < target_.width - kPixelRadius; ++x)
      ideal[static_cast<std::size_t>(
          target[static_cast<std::size_t>(y) * static_cast<std::size_t>(target_.width) +
                 static_cast<std::size_t>(x)])] += 1;
  }
  for (std::size_t r = 0; r < groups.size(); ++r)
    ideal[r] = std::max(ideal[r] / std::max(static_cast<float>(groups[r].size()), 1.0f), 1e-3f);
  members_ = backend.upload<std::int32_t>({1, static_cast<int>(members.size()), 1}, members.data());
  member_begin_ = backend.upload<std::int32_t>({1, static_cast<int>(begin.size()), 1}, begin.data());
  ideal_ = backend.upload<float>({1, static_cast<int>(ideal.size()), 1}, ideal.data());
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
  for_each(style_.size(), Price{region_.data(), use_.data(), ideal_.data(), rates_.data(), style_.width,
                                balance, price_.data()});
}

}  // namespace doodle::cuda
