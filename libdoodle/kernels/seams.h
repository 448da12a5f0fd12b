#pragma once

#include <cmath>
#include <cstddef>

#include "kernels/pixel_patch.h"

// Seams between pieces of a style, melted: a screened Poisson equation (docs/algorithm.md, "Seams"), solved
// by Chebyshev's iteration, whose steps need no sums over the picture.
namespace doodle {

/// The steps of Chebyshev's iteration for a symmetric matrix whose eigenvalues lie between `low` and `high`
/// (Saad, Iterative Methods for Sparse Linear Systems, 2nd ed., algorithm 12.1).
class ChebyshevSteps {
 public:
  /// What becomes of the last move and of what is left over of the equation, in the next move.
  struct Factors {
    float keep, add;
  };

  ChebyshevSteps(double low, double high)
      : centre_((high + low) / 2), radius_((high - low) / 2), ratio_(radius_ / centre_) {}

  /// Of the first move, before which nothing has moved.
  Factors first() const { return {0, static_cast<float>(1 / centre_)}; }
  Factors next() {
    const double before = ratio_;
    ratio_ = 1 / (2 * centre_ / radius_ - before);
    return {static_cast<float>(ratio_ * before), static_cast<float>(2 * ratio_ / radius_)};
  }

 private:
  double centre_, radius_, ratio_;
};

/// The eigenvalues of a grid's Laplacian lie between 0 and this.
inline constexpr double kGridLaplacian = 8;

/// Steps after which an error is 0.5% of what it was.
inline int seam_steps(double hold) {
  return static_cast<int>(std::ceil(3 * std::sqrt((kGridLaplacian + hold) / hold)));
}

/// Where the values of one channel lie that are beside one; on a side with nothing beyond it, the value
/// itself.
struct SeamNeighbours {
  std::size_t left, right, above, below;
};

/// The right side of the equation at value i. Beyond the first row or column lies the last, whose seam there
/// is 0 unless the picture wraps.
DOODLE_INLINE float seam_source(const float* right, const float* down, std::size_t i, std::size_t left,
                                std::size_t above) {
  return (right[i] - right[left]) + (down[i] - down[above]);
}

/// One step; all arrays are height x width x channels.
struct MeltStep {
  float hold;
  ChebyshevSteps::Factors factors;
  const float* move;
  float* image;
  float* left_over;
  float* next_move;
};

DOODLE_INLINE void melt_value(const MeltStep& s, std::size_t i, SeamNeighbours beside) {
  const float move = s.move[i];
  const float sides = (move - s.move[beside.left]) + (move - s.move[beside.right]);
  const float ends = (move - s.move[beside.above]) + (move - s.move[beside.below]);
  const float left_over = s.left_over[i] - (s.hold * move + (sides + ends));
  s.image[i] += move;
  s.left_over[i] = left_over;
  s.next_move[i] = s.factors.keep * move + s.factors.add * left_over;
}

}  // namespace doodle
