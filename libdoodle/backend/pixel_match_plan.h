#pragma once

#include <cstdint>
#include <vector>

#include "doodle/image.h"
#include "kernels/seam_terms.h"
#include "tensor/tensor.h"

namespace doodle {

/// What a PixelMatchPlan is made for. Several style images form one `style` (an atlas): stacked, each with a
/// region of its own making. A region is an index 0..regions-1: the label that a pixel carries.
struct PixelMatchSpec {
  Tensor<float> style;        ///< height x width x 3, 0..255
  Tensor<float> style_guide;  ///< height x width x G, scaled so that squared differences are levels squared
  Tensor<std::int32_t> style_region;   ///< height x width; -1 where no 5x5 patch may have its centre
  Tensor<float> target_guide;          ///< h x w x G
  Tensor<std::int32_t> target_region;  ///< h x w, 0..regions-1
  int regions = 1;
  float least_use = 1;  ///< how often a style position may be used, above 0, though its region needs it less
  std::uint64_t seed = 0;
  /// Along these axes the target is a torus, and its arrays and the image come with kPixelRadius more rows or
  /// columns at both ends that repeat those of the other side (kernels/pixel_patch.h).
  Wrap wrap{};
};

/// Terms of the energy of a pixel search, in levels squared.
struct PixelTerms {
  float balance = 0;    ///< price of a style position that is used as much as its region's average
  float coherence = 0;  ///< for each of the four positions beside that continues to the same piece of style
};

/// The search for the style's 5x5 pixel patch of every 5x5 patch of an image: PatchMatch (Barnes et al. 2009)
/// in a form where every position reads the field of the sweep before, so that the order of the work does not
/// matter. Energy: e(p,q) = mean squared difference of the patches + |guide(p) - guide(q)|^2 + price(q)
/// - coherence * how many of the four positions beside p continue to q. A price is what keeps the use of the
/// style balanced: it rises where a style position is used more than its region's average.
class PixelMatchPlan {
 public:
  virtual ~PixelMatchPlan() = default;
  /// Starts from fields of style positions (row * width + column of the atlas; -1: unknown), each h x w: at
  /// the next search() the best of them wins at every position. What the first does not know is drawn at
  /// random from the target's region. Until the next search() all distances are 0.
  virtual void start(const std::vector<Tensor<std::int32_t>>& fields) = 0;
  /// How much more often than the average the positions of each row of the style are to be used; above 0.
  /// Empty: all equally often, as before the first call. For the next search().
  virtual void set_rates(const std::vector<float>& rows) = 0;
  /// Measures the field against `image` (h x w x 3) and improves it in `sweeps` sweeps; before each, prices
  /// follow the use: price(q) = balance * use of the pixels around q / (use wanted in q's region * rate of
  /// q's row); that is the mean, but at least `least_use`.
  virtual void search(const Tensor<float>& image, int sweeps, const PixelTerms& terms) = 0;
  /// Rewrites `image` from the patches of the field, each weighted by 1 / (distance + softness)^2; softness
  /// in levels squared.
  virtual void vote(float softness, Tensor<float>& image) = 0;
  /// Measures what the field's seams have too much of in `image` (kernels/pixel_seams.h); `right` and `down`
  /// are overwritten and have its shape.
  virtual void seams(const Tensor<float>& image, const SeamTerms& terms, Tensor<float>& right,
                     Tensor<float>& down) = 0;
  virtual const Tensor<std::int32_t>& field() const = 0;
  /// Mean distance of patches and guides, without prices, after the last search.
  virtual double mean_distance() const = 0;
};

}  // namespace doodle
