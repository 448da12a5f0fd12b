#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "backend/backend.h"

namespace doodle {

/// How much each position of a part of a layer belongs to a region.
struct PartRegion {
  Tensor<float> weights;      ///< height x width, 0..1
  double total = 0;           ///< the sum of these
  std::vector<bool> members;  ///< height x width, on the host: whether the weight is at least a half
};

/// A part of a layer's features, and its regions.
struct FeaturePart {
  Tensor<float> features;
  int y = 0, x = 0;                                  ///< of its first position, in the whole layer
  const std::vector<PartRegion>* regions = nullptr;  ///< null: one region, everything

  /// Empty: everything.
  Tensor<float> weights(std::size_t region) const {
    return regions == nullptr ? Tensor<float>{} : (*regions)[region].weights;
  }
  double total(std::size_t region) const {
    return regions == nullptr ? static_cast<double>(features.shape().positions()) : (*regions)[region].total;
  }
};

/// What is compared of one layer's features: gathered from all parts first, then turned into a loss and its
/// gradient part by part. Regions are apart from one another.
class StyleStatistic {
 public:
  virtual ~StyleStatistic() = default;
  /// Forgets what was gathered; `whole` is the layer's shape.
  virtual void begin(Shape whole) = 0;
  virtual void gather(const FeaturePart& part) = 0;
  /// The statistic of a region, as a target; empty when nothing in it was gathered.
  virtual Tensor<float> summary(int region) = 0;
  /// The mean of targets with weights that sum to 1.
  virtual Tensor<float> blend(const std::vector<Tensor<float>>& targets,
                              const std::vector<double>& weights) = 0;
  /// A region without a target has no part in the loss. `weight` is that of the layer.
  virtual void set_targets(std::vector<Tensor<float>> targets, double weight) = 0;
  /// After all parts were gathered: prepares add_loss(), and adds to `loss` what belongs to no part.
  virtual void finish(Tensor<double>& loss) = 0;
  /// Adds a part's loss, and its gradient to `out.gradient`, which is like the part.
  virtual void add_loss(const FeaturePart& part, LossOutput out) = 0;
};

/// Per region weight * share * |G - A|^2 / |A|^2: G and A are the mean products of channels, share is the
/// region's of all positions.
std::unique_ptr<StyleStatistic> make_gram_statistic(Backend& backend, int channels, int regions);

/// Per region weight * share * (squared Wasserstein distance along `channels` orthogonal directions drawn
/// from `seed`) / (the target's mean square). Distributions are known from at most wasserstein_samples
/// positions of a regular grid.
std::unique_ptr<StyleStatistic> make_wasserstein_statistic(Backend& backend, int channels, int regions,
                                                           std::uint64_t seed);
inline constexpr int wasserstein_samples = 4096;

}  // namespace doodle
