#include <algorithm>
#include <vector>

#include "base/expect.h"
#include "operations.h"
#include "pixel_kernels.h"
#include "pixel_use.h"
#include "reduce.h"

namespace doodle::cuda {
namespace {

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
  /// Keeps the pixels and guides in forms of its own, and frees the spec's.
  CudaPixelMatch(Backend& backend, PixelMatchSpec spec)
      : backend_(backend),
        spec_(std::move(spec)),
        use_(backend, spec_),
        image_(padded(nullptr, spec_.target_region.size() * 3)),
        style_(padded(spec_.style.data(), spec_.style.size())),
        guide_(pad_guide(backend, spec_.target_guide)),
        style_guide_(pad_guide(backend, spec_.style_guide)) {
    spec_.style = spec_.target_guide = spec_.style_guide = {};
    const Shape target = spec_.target_region.shape();
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
  PixelMatchSpec spec_;
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
  return std::make_unique<CudaPixelMatch>(backend, std::move(spec));
}

}  // namespace doodle::cuda
