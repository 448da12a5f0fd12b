#include <cmath>

#include "loss/energy.h"
#include "style/statistic.h"

namespace doodle {
namespace {

/// sum of the squares of an array.
double square_sum(Backend& backend, const Tensor<float>& tensor) {
  return mean_energy(backend, tensor) * static_cast<double>(tensor.size());
}

class GramStatistic final : public StyleStatistic {
 public:
  GramStatistic(Backend& backend, int channels, int regions)
      : backend_(backend), shape_{channels, channels, 1}, regions_(static_cast<std::size_t>(regions)) {
    for (Region& region : regions_) region.sums = backend.allocate<double>(shape_);
  }

  void begin(Shape whole) override {
    positions_ = static_cast<double>(whole.positions());
    for (Region& region : regions_) {
      region.total = 0;
      backend_.zero(region.sums);
    }
  }

  void gather(const FeaturePart& part) override {
    for (std::size_t r = 0; r < regions_.size(); ++r) {
      backend_.add_gram(part.features, part.weights(r), regions_[r].sums);
      regions_[r].total += part.total(r);
    }
  }

  Tensor<float> summary(int region) override {
    const Region& r = regions_[static_cast<std::size_t>(region)];
    if (!(r.total > 0)) return {};
    std::vector<float> mean;
    for (double value : backend_.download(r.sums)) mean.push_back(static_cast<float>(value / r.total));
    return backend_.upload<float>(shape_, mean.data());
  }

  Tensor<float> blend(const std::vector<Tensor<float>>& targets,
                      const std::vector<double>& weights) override {
    Tensor<float> mean = backend_.allocate<float>(shape_);
    backend_.combine(targets,
                     backend_.upload<double>({1, static_cast<int>(weights.size()), 1}, weights.data()), mean);
    return mean;
  }

  void set_targets(std::vector<Tensor<float>> targets, double weight) override {
    for (std::size_t r = 0; r < regions_.size(); ++r) {
      Region& region = regions_[r];
      region.target = targets[r];
      region.weight = 0;
      if (region.target.empty()) continue;
      const double energy = square_sum(backend_, region.target);
      region.weight = energy > 0 ? weight / energy : 0;
      region.difference = backend_.allocate<float>(shape_);
    }
  }

  void finish(Tensor<double>& loss) override {
    for (Region& region : regions_) {
      if (region.target.empty() || !(region.total > 0)) continue;
      backend_.gram_difference(region.sums, region.total, region.target,
                               region.weight * region.total / positions_, region.difference, loss);
    }
  }

  void add_loss(const FeaturePart& part, LossOutput out) override {
    for (std::size_t r = 0; r < regions_.size(); ++r) {
      const Region& region = regions_[r];
      if (region.target.empty() || !(region.total > 0)) continue;
      // d |G - A|^2 / d f(p) = 4 t(p) (G - A) f(p) / total; the region's share takes the total away.
      backend_.add_product(part.features, region.difference, part.weights(r), 4 * region.weight / positions_,
                           out.gradient);
    }
  }

 private:
  struct Region {
    Tensor<double> sums;
    double total = 0;  ///< weight of all its positions
    Tensor<float> target;
    double weight = 0;  ///< of the squared difference
    Tensor<float> difference;
  };

  Backend& backend_;
  Shape shape_;
  std::vector<Region> regions_;
  double positions_ = 1;
};

}  // namespace

std::unique_ptr<StyleStatistic> make_gram_statistic(Backend& backend, int channels, int regions) {
  return std::make_unique<GramStatistic>(backend, channels, regions);
}

}  // namespace doodle
