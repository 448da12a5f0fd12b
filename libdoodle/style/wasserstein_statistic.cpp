#include <algorithm>

#include "kernels/transport.h"
#include "loss/energy.h"
#include "style/rotation.h"
#include "style/statistic.h"

namespace doodle {
namespace {

int samples_of(int length, int step) {
  return (length + step - 1) / step;
}

class WassersteinStatistic final : public StyleStatistic {
 public:
  WassersteinStatistic(Backend& backend, int channels, int regions, std::uint64_t seed)
      : backend_(backend), channels_(channels), regions_(static_cast<std::size_t>(regions)) {
    const std::vector<float> rotation = random_rotation(channels, seed);
    const Shape shape{channels, channels, 1};
    back_ = backend.upload<float>(shape, rotation.data());
    directions_ = backend.upload<float>(shape, transposed(rotation, channels).data());
  }

  void begin(Shape whole) override {
    positions_ = static_cast<double>(whole.positions());
    step_ = 1;
    while (samples_of(whole.height, step_) * samples_of(whole.width, step_) > wasserstein_samples) ++step_;
    const Shape shape{samples_of(whole.height, step_), samples_of(whole.width, step_), channels_};
    if (samples_.shape() != shape) samples_ = backend_.allocate<float>(shape);
    for (Region& region : regions_) {
      region.total = 0;
      region.members.assign(shape.positions(), regions_.size() == 1);
    }
  }

  void gather(const FeaturePart& part) override {
    const Shape shape = part.features.shape();
    const int top = samples_of(part.y, step_), left = samples_of(part.x, step_);
    const BlockCopy block{top * step_ - part.y,
                          left * step_ - part.x,
                          top,
                          left,
                          samples_of(part.y + shape.height, step_) - top,
                          samples_of(part.x + shape.width, step_) - left,
                          step_};
    for (std::size_t r = 0; r < regions_.size(); ++r) {
      regions_[r].total += part.total(r);
      if (part.regions != nullptr) mark_members(regions_[r], (*part.regions)[r].members, shape, block);
    }
    if (block.height > 0 && block.width > 0) backend_.copy_block(part.features, block, samples_);
  }

  Tensor<float> summary(int region) override {
    project_samples();
    return sorted(regions_[static_cast<std::size_t>(region)]);
  }

  Tensor<float> blend(const std::vector<Tensor<float>>& targets,
                      const std::vector<double>& weights) override {
    if (targets.size() == 1) return targets.front();
    const Shape shape{channels_, wasserstein_samples, 1};
    std::vector<float> mean(shape.size(), 0.0f);
    for (std::size_t t = 0; t < targets.size(); ++t) {
      const std::vector<float> values = backend_.download(targets[t]);
      const int count = targets[t].shape().width;
      for (int k = 0; k < channels_; ++k)
        for (int j = 0; j < shape.width; ++j)
          mean[static_cast<std::size_t>(k * shape.width + j)] +=
              static_cast<float>(weights[t]) *
              quantile_at(values.data() + static_cast<std::ptrdiff_t>(k) * count, count,
                          (static_cast<float>(j) + 0.5f) / static_cast<float>(shape.width));
    }
    return backend_.upload<float>(shape, mean.data());
  }

  void set_targets(std::vector<Tensor<float>> targets, double weight) override {
    for (std::size_t r = 0; r < regions_.size(); ++r) {
      Region& region = regions_[r];
      region.plan.target = targets[r];
      const double energy = targets[r].empty() ? 0 : mean_energy(backend_, targets[r]);
      region.weight = energy > 0 ? weight / energy : 0;
    }
  }

  void finish(Tensor<double>&) override {
    project_samples();
    for (Region& region : regions_)
      if (region.weight > 0) region.plan.source = sorted(region);
  }

  void add_loss(const FeaturePart& part, LossOutput out) override {
    const Shape shape = part.features.shape();
    if (values_.shape() != shape) values_ = backend_.allocate<float>(shape);
    for (std::size_t r = 0; r < regions_.size(); ++r) {
      const Region& region = regions_[r];
      if (!(region.weight > 0) || region.plan.source.empty()) continue;
      const double mean = region.weight / (positions_ * channels_);
      backend_.zero(values_);
      backend_.add_product(part.features, directions_, {}, 1, values_);
      backend_.transport(region.plan, part.weights(r), mean, values_, out.loss);
      backend_.add_product(values_, back_, {}, 2 * mean, out.gradient);
    }
  }

 private:
  struct Region {
    double total = 0;           ///< weight of all its positions
    std::vector<char> members;  ///< of the samples
    double weight = 0;
    Transport plan;
  };

  void mark_members(Region& region, const std::vector<bool>& members, Shape part,
                    const BlockCopy& block) const {
    for (int y = 0; y < block.height; ++y)
      for (int x = 0; x < block.width; ++x) {
        const int from = (block.from_y + y * block.step) * part.width + block.from_x + x * block.step;
        const int to = (block.to_y + y) * samples_.shape().width + block.to_x + x;
        region.members[static_cast<std::size_t>(to)] = members[static_cast<std::size_t>(from)];
      }
  }

  void project_samples() {
    const Shape flat{1, static_cast<int>(samples_.shape().positions()), channels_};
    if (projected_.shape() != flat) projected_ = backend_.allocate<float>(flat);
    backend_.zero(projected_);
    backend_.add_product(samples_, directions_, {}, 1, projected_);
  }

  /// The projected samples of a region, sorted; empty when it has none.
  Tensor<float> sorted(const Region& region) {
    const auto count = static_cast<int>(std::count(region.members.begin(), region.members.end(), 1));
    if (count == 0) return {};
    Tensor<float> own = projected_;
    if (count < static_cast<int>(region.members.size())) {
      own = backend_.allocate<float>({1, count, channels_});
      copy_runs(region, own);
    }
    Tensor<float> result = backend_.allocate<float>({channels_, count, 1});
    backend_.sort_channels(own, result);
    return result;
  }

  /// Copies the samples of a region, run by run.
  void copy_runs(const Region& region, Tensor<float>& to) {
    int written = 0;
    const auto size = static_cast<int>(region.members.size());
    for (int begin = 0; begin < size;) {
      int end = begin;
      while (end < size && region.members[static_cast<std::size_t>(end)]) ++end;
      if (end > begin) backend_.copy_block(projected_, {0, begin, 0, written, 1, end - begin}, to);
      written += end - begin;
      begin = end + 1;
    }
  }

  Backend& backend_;
  int channels_;
  std::vector<Region> regions_;
  Tensor<float> directions_, back_;  ///< as columns, and as rows
  double positions_ = 1;
  int step_ = 1;  ///< of the grid of samples
  Tensor<float> samples_, projected_;
  Tensor<float> values_;  ///< of a part
};

}  // namespace

std::unique_ptr<StyleStatistic> make_wasserstein_statistic(Backend& backend, int channels, int regions,
                                                           std::uint64_t seed) {
  return std::make_unique<WassersteinStatistic>(backend, channels, regions, seed);
}

}  // namespace doodle
