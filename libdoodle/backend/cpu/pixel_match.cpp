#include "kernels/pixel_match.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "backend/cpu/operations.h"
#include "backend/cpu/pixel_use.h"
#include "base/check.h"
#include "base/parallel.h"
#include "base/vectorise.h"
#include "kernels/pixel_seams.h"

namespace doodle::cpu {
namespace {

DOODLE_VECTORISED void measure_row(const PixelSweep& f, int y) {
  for (int x = kPixelRadius; x < f.width - kPixelRadius; ++x) {
    const std::size_t p = pixel_offset(f.width, y, x);
    f.cost[p] = pixel_cost(f, y, x, f.field[p]) + guide_cost(f, p, f.field[p]);
  }
}

DOODLE_VECTORISED void choose_row(const PixelSweep& f, int y, const std::int32_t* other) {
  for (int x = kPixelRadius; x < f.width - kPixelRadius; ++x) {
    const std::size_t p = pixel_offset(f.width, y, x);
    if (other[p] < 0 || f.style_region[other[p]] < 0) continue;
    PixelChoice best{f.field[p], f.cost[p], f.cost[p] + f.price[f.field[p]]};
    consider(f, y, x, other[p], f.price[other[p]], best);
    f.field[p] = best.q;
    f.cost[p] = best.cost;
  }
}

DOODLE_VECTORISED void sweep_row(const PixelSweep& f, int y, int jump, int sweep) {
  for (int x = kPixelRadius; x < f.width - kPixelRadius; ++x) sweep_pixel(f, y, x, jump, sweep);
}

DOODLE_VECTORISED void vote_row(const PixelSweep& f, int y, float softness, float* image) {
  for (int x = 0; x < f.width; ++x) vote_pixel(f, y, x, softness, image + pixel_offset(f.width, y, x) * 3);
}

DOODLE_VECTORISED void seams_row(const PixelSweep& f, const float* image, int y, const SeamTerms& terms,
                                 float* right, float* down) {
  for (int x = 0; x < f.width; ++x) {
    const std::size_t p = pixel_offset(f.width, y, x) * 3;
    measure_seams(f, image, y, x, terms, right + p, down + p);
  }
}

int padded_channels(const Tensor<float>& guide) {
  return (guide.shape().channels + kGuideBlock - 1) / kGuideBlock * kGuideBlock;
}

/// What `tensor` holds, which then holds nothing.
template <class T>
Tensor<T> take(Tensor<T>& tensor) {
  return std::exchange(tensor, {});
}

/// The guide with zeros up to whole blocks of channels.
Tensor<float> pad_guides(Backend& backend, const Tensor<float>& guide) {
  const auto channels = static_cast<std::size_t>(guide.shape().channels);
  const auto padded = static_cast<std::size_t>(padded_channels(guide));
  Tensor<float> values =
      backend.allocate<float>({guide.shape().height, guide.shape().width, static_cast<int>(padded)});
  std::fill_n(values.data(), values.size(), 0.0f);
  for (std::size_t p = 0; p < guide.shape().positions(); ++p)
    std::copy_n(guide.data() + p * channels, channels, values.data() + p * padded);
  return values;
}

class CpuPixelMatch final : public PixelMatchPlan {
 public:
  /// Keeps the pixels and guides in forms of its own, and frees the spec's on the way.
  CpuPixelMatch(Backend& backend, PixelMatchSpec spec)
      : spec_(std::move(spec)), use_(spec_), guides_(padded_channels(spec_.target_guide)) {
    const Shape target = spec_.target_region.shape();
    expect(target.height >= kPixelPatch && target.width >= kPixelPatch,
           "pixel match: the image is smaller than a patch");
    guide_ = pad_guides(backend, take(spec_.target_guide));
    style_guide_ = pad_guides(backend, take(spec_.style_guide));
    const Tensor<float> style = take(spec_.style);
    padded_style_.reserve(style.size() + kPixelRow);
    padded_style_.assign(style.data(), style.data() + style.size());
    padded_style_.resize(padded_style_.size() + kPixelRow);
    padded_image_.resize(target.positions() * 3 + kPixelRow);
    for (int i = 0; i < 2; ++i) {
      field_[i] = backend.allocate<std::int32_t>(target);
      cost_[i].resize(target.positions());
    }
  }

  void start(const std::vector<Tensor<std::int32_t>>& fields) override {
    const std::int32_t* first = fields.empty() ? nullptr : fields.front().data();
    for (std::size_t p = 0; p < spec_.target_region.size(); ++p) {
      std::int32_t q = first ? first[p] : -1;
      if (q < 0 || spec_.style_region.data()[q] < 0) q = draw(p);
      field_[0].data()[p] = field_[1].data()[p] = q;
    }
    std::fill(cost_[0].begin(), cost_[0].end(), 0.0f);
    others_.assign(fields.empty() ? fields.end() : fields.begin() + 1, fields.end());
    now_ = 0;
    sweep_ = 0;
  }

  void set_rates(const std::vector<float>& rows) override { use_.set_rates(rows); }

  void search(const Tensor<float>& image, int sweeps, const PixelTerms& terms) override {
    std::copy(image.data(), image.data() + image.size(), padded_image_.begin());
    PixelSweep f = view();
    for_rows([&](int y) { measure_row(f, y); });
    for (const Tensor<std::int32_t>& other : others_)
      for_rows([&](int y) { choose_row(f, y, other.data()); });
    others_.clear();
    for (int s = 0; s < sweeps; ++s, ++sweep_) {
      use_.update(field_[now_].data(), terms.balance);
      now_ ^= 1;
      f = view();
      f.coherence = terms.coherence;
      const int jump = 1 << (3 * ((sweeps - s) % 3));  // 8 and 64 pixels far now and then: news travels fast
      for_rows([&](int y) { sweep_row(f, y, jump, sweep_); });
    }
  }

  void vote(float softness, Tensor<float>& image) override {
    const PixelSweep f = view();
    parallel_for(f.height, [&](std::int64_t y) { vote_row(f, static_cast<int>(y), softness, image.data()); });
  }

  void seams(const Tensor<float>& image, const SeamTerms& terms, Tensor<float>& right,
             Tensor<float>& down) override {
    const PixelSweep f = view();
    parallel_for(f.height, [&](std::int64_t y) {
      seams_row(f, image.data(), static_cast<int>(y), terms, right.data(), down.data());
    });
  }

  const Tensor<std::int32_t>& field() const override { return field_[now_]; }

  double mean_distance() const override {
    const Shape shape = spec_.target_region.shape();
    const float* cost = cost_[now_].data();
    const double sum = parallel_sum(shape.height - 2 * kPixelRadius, 1, [&](std::int64_t i, std::int64_t) {
      double row = 0;
      for (int x = kPixelRadius; x < shape.width - kPixelRadius; ++x)
        row += cost[pixel_offset(shape.width, static_cast<int>(i) + kPixelRadius, x)];
      return row;
    });
    return sum / (static_cast<double>(shape.height - 2 * kPixelRadius) * (shape.width - 2 * kPixelRadius));
  }

 private:
  template <class Body>
  void for_rows(const Body& body) const {
    const int rows = spec_.target_region.shape().height - 2 * kPixelRadius;
    parallel_for(rows, [&](std::int64_t i) { body(static_cast<int>(i) + kPixelRadius); });
  }

  std::int32_t draw(std::size_t p) const {
    constexpr std::uint64_t kStream = std::uint64_t{1} << 40;
    const auto region = static_cast<std::size_t>(spec_.target_region.data()[p]);
    std::int32_t begin = use_.member_begin()[region], end = use_.member_begin()[region + 1];
    if (begin == end) begin = 0, end = use_.member_begin().back();
    const std::uint32_t i =
        random_below(random_word(spec_.seed, kStream, p), static_cast<std::uint32_t>(end - begin));
    return use_.members()[static_cast<std::size_t>(begin) + i];
  }

  PixelSweep view() {
    const Shape target = spec_.target_region.shape(), style = spec_.style_region.shape();
    const int before = now_ ^ 1;
    return {target.width,
            target.height,
            style.width,
            style.height,
            guides_,
            padded_image_.data(),
            padded_style_.data(),
            guide_.data(),
            style_guide_.data(),
            spec_.target_region.data(),
            spec_.style_region.data(),
            use_.members().data(),
            use_.member_begin().data(),
            use_.prices().data(),
            field_[before].data(),
            cost_[before].data(),
            field_[now_].data(),
            cost_[now_].data(),
            spec_.seed,
            spec_.wrap.x,
            spec_.wrap.y};
  }

  PixelMatchSpec spec_;  ///< without the pixels and the guides
  PixelUse use_;
  int guides_;  ///< channels of guide_ and style_guide_
  std::vector<float> padded_image_, padded_style_;
  Tensor<float> guide_, style_guide_;
  std::vector<float> cost_[2];
  Tensor<std::int32_t> field_[2];
  std::vector<Tensor<std::int32_t>> others_;
  int now_ = 0;
  int sweep_ = 0;
};

}  // namespace

std::unique_ptr<PixelMatchPlan> prepare_pixel_match(Backend& backend, PixelMatchSpec spec) {
  return std::make_unique<CpuPixelMatch>(backend, std::move(spec));
}

}  // namespace doodle::cpu
