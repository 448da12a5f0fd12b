#include <algorithm>
#include <limits>
#include <vector>

#include "base/expect.h"
#include "kernels/pixel_match.h"
#include "kernels/pixel_seams.h"
#include "operations.h"
#include "pixel_use.h"
#include "reduce.h"

namespace doodle::cuda {
namespace {

/// The i-th position that has a whole patch around it.
struct Inside {
  int width, columns;
  DOODLE_DEVICE int y(std::size_t i) const { return static_cast<int>(i) / columns + kPixelRadius; }
  DOODLE_DEVICE int x(std::size_t i) const { return static_cast<int>(i) % columns + kPixelRadius; }
  DOODLE_DEVICE std::size_t offset(std::size_t i) const { return pixel_offset(width, y(i), x(i)); }
};

struct Measure {
  PixelSweep f;
  Inside inside;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const std::size_t p = inside.offset(i);
    f.cost[p] = pixel_cost(f, inside.y(i), inside.x(i), f.field[p]) + guide_cost(f, p, f.field[p]);
  }
};

struct Choose {
  PixelSweep f;
  Inside inside;
  const std::int32_t* other;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const std::size_t p = inside.offset(i);
    if (other[p] < 0 || f.style_region[other[p]] < 0) return;
    PixelChoice best{f.field[p], f.cost[p], f.cost[p] + f.price[f.field[p]]};
    consider(f, inside.y(i), inside.x(i), other[p], f.price[other[p]], best);
    f.field[p] = best.q;
    f.cost[p] = best.cost;
  }
};

struct Sweep {
  PixelSweep f;
  Inside inside;
  int jump, sweep;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    sweep_pixel(f, inside.y(i), inside.x(i), jump, sweep);
  }
};

struct PixelVote {
  PixelSweep f;
  float softness;
  float* image;
  DOODLE_DEVICE void operator()(std::size_t p) const {
    const int pixel = static_cast<int>(p);
    vote_pixel(f, pixel / f.width, pixel % f.width, softness, image + p * 3);
  }
};

struct MeasureSeams {
  PixelSweep f;
  const float* image;
  SeamTerms terms;
  float *right, *down;
  DOODLE_DEVICE void operator()(std::size_t p) const {
    const int pixel = static_cast<int>(p);
    measure_seams(f, image, pixel / f.width, pixel % f.width, terms, right + p * 3, down + p * 3);
  }
};

/// What the first field does not know is drawn at random from the target's region.
struct Start {
  const std::int32_t* first;  ///< null: nothing is known
  const std::int32_t *region, *style_region, *members, *member_begin;
  int regions;
  std::uint64_t seed;
  std::int32_t *field, *other_field;
  DOODLE_DEVICE void operator()(std::size_t p) const {
    std::int32_t q = first != nullptr ? first[p] : -1;
    if (q < 0 || style_region[q] < 0) {
      std::int32_t begin = member_begin[region[p]], end = member_begin[region[p] + 1];
      if (begin == end) begin = 0, end = member_begin[regions];
      const std::uint64_t word = random_word(seed, std::uint64_t{1} << 40, p);
      q = members[begin +
                  static_cast<std::int32_t>(random_below(word, static_cast<std::uint32_t>(end - begin)))];
    }
    field[p] = other_field[p] = q;
  }
};

struct PadGuide {
  const float* guide;
  int channels, padded;
  float* out;
  DOODLE_DEVICE void operator()(std::size_t i) const {
    const std::size_t n = static_cast<std::size_t>(padded), p = i / n, c = i % n;
    out[i] =
        c < static_cast<std::size_t>(channels) ? guide[p * static_cast<std::size_t>(channels) + c] : 0.0f;
  }
};

struct Cost {
  const float* cost;
  Inside inside;
  DOODLE_DEVICE double operator()(std::size_t i) const { return static_cast<double>(cost[inside.offset(i)]); }
};

Tensor<float> pad_guide(Backend& backend, const Tensor<float>& guide) {
  const Shape shape = guide.shape();
  const int padded = (shape.channels + kGuideBlock - 1) / kGuideBlock * kGuideBlock;
  const Tensor<float> out = backend.allocate<float>({shape.height, shape.width, padded});
  for_each(out.size(), PadGuide{guide.data(), shape.channels, padded, out.data()});
  return out;
}

/// The pixels with kPixelRow floats of slack behind them.
std::shared_ptr<float> padded(const float* pixels, std::size_t count) {
  const auto memory = std::static_pointer_cast<float>(allocate((count + kPixelRow) * sizeof(float)));
  zero(memory.get() + count, kPixelRow * sizeof(float));
  if (pixels != nullptr) copy(pixels, memory.get(), count * sizeof(float));
  return memory;
}

class CudaPixelMatch final : public PixelMatchPlan {
 public:
  CudaPixelMatch(Backend& backend, const PixelMatchSpec& spec)
      : backend_(backend),
        spec_(spec),
        use_(backend, spec),
        image_(padded(nullptr, spec.target_region.size() * 3)),
        style_(padded(spec.style.data(), spec.style.size())),
        guide_(pad_guide(backend, spec.target_guide)),
        style_guide_(pad_guide(backend, spec.style_guide)) {
    const Shape target = spec.target_region.shape();
    expect(target.height >= kPixelPatch && target.width >= kPixelPatch,
           "pixel match: the image is smaller than a patch");
    for (int i = 0; i < 2; ++i) {
      field_[i] = backend.allocate<std::int32_t>(target);
      cost_[i] = backend.allocate<float>(target);
    }
    mean_ = backend.allocate<double>({1, 1, 1});
  }

  void start(const std::vector<Tensor<std::int32_t>>& fields) override {
    for_each(spec_.target_region.size(),
             Start{fields.empty() ? nullptr : fields.front().data(), spec_.target_region.data(),
                   spec_.style_region.data(), use_.members(), use_.member_begin(), spec_.regions, spec_.seed,
                   field_[0].data(), field_[1].data()});
    zero(cost_[0].data(), cost_[0].size() * sizeof(float));
    others_.assign(fields.empty() ? fields.end() : fields.begin() + 1, fields.end());
    now_ = 0;
    sweep_ = 0;
  }

  void set_rates(const std::vector<float>& rows) override { use_.set_rates(backend_, rows); }

  void search(const Tensor<float>& image, int sweeps, const PixelTerms& terms) override {
    copy(image.data(), image_.get(), image.size() * sizeof(float));
    for_each(inside_count(), Measure{view(), inside()});
    for (const Tensor<std::int32_t>& other : others_)
      for_each(inside_count(), Choose{view(), inside(), other.data()});
    others_.clear();
    for (int s = 0; s < sweeps; ++s, ++sweep_) {
      use_.update(field_[now_], terms.balance);
      now_ ^= 1;
      PixelSweep f = view();
      f.coherence = terms.coherence;
      const int jump = 1 << (3 * ((sweeps - s) % 3));  // 8 and 64 pixels far now and then: news travels fast
      for_each(inside_count(), Sweep{f, inside(), jump, sweep_});
    }
  }

  void vote(float softness, Tensor<float>& image) override {
    for_each(image.shape().positions(), PixelVote{view(), softness, image.data()});
  }

  void seams(const Tensor<float>& image, const SeamTerms& terms, Tensor<float>& right,
             Tensor<float>& down) override {
    for_each(image.shape().positions(), MeasureSeams{view(), image.data(), terms, right.data(), down.data()});
  }

  const Tensor<std::int32_t>& field() const override { return field_[now_]; }

  double mean_distance() const override {
    zero(mean_.data(), sizeof(double));
    add_sum(inside_count(), Cost{cost_[now_].data(), inside()}, 1.0 / static_cast<double>(inside_count()),
            mean_.data());
    double mean = 0;
    download(mean_.data(), &mean, sizeof mean);
    return mean;
  }

 private:
  Inside inside() const {
    const int width = spec_.target_region.shape().width;
    return {width, width - 2 * kPixelRadius};
  }
  std::size_t inside_count() const {
    const Shape target = spec_.target_region.shape();
    return Shape{target.height - 2 * kPixelRadius, target.width - 2 * kPixelRadius, 1}.size();
  }

  PixelSweep view() const {
    const Shape target = spec_.target_region.shape(), style = spec_.style_region.shape();
    const int before = now_ ^ 1;
    return {target.width,
            target.height,
            style.width,
            style.height,
            guide_.shape().channels,
            image_.get(),
            style_.get(),
            guide_.data(),
            style_guide_.data(),
            spec_.target_region.data(),
            spec_.style_region.data(),
            use_.members(),
            use_.member_begin(),
            use_.prices(),
            field_[before].data(),
            cost_[before].data(),
            field_[now_].data(),
            cost_[now_].data(),
            spec_.seed,
            spec_.wrap.x,
            spec_.wrap.y};
  }

  Backend& backend_;
  const PixelMatchSpec spec_;
  PixelUse use_;
  std::shared_ptr<float> image_, style_;
  Tensor<float> guide_, style_guide_;
  Tensor<float> cost_[2];
  Tensor<std::int32_t> field_[2];
  Tensor<double> mean_;
  std::vector<Tensor<std::int32_t>> others_;
  int now_ = 0;
  int sweep_ = 0;
};

}  // namespace

std::unique_ptr<PixelMatchPlan> prepare_pixel_match(Backend& backend, PixelMatchSpec spec) {
  return std::make_unique<CudaPixelMatch>(backend, spec);
}

}  // namespace doodle::cuda
