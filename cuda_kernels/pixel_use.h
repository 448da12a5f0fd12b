#pragma once

#include "backend/backend.h"

namespace doodle::cuda {

/// How often each style pixel is used, region by region, and the prices that follow.
class PixelUse {
 public:
  PixelUse(Backend& backend, const PixelMatchSpec& spec);

  /// PixelMatchPlan::set_rates().
  void set_rates(Backend& backend, const std::vector<float>& rows);
  /// Prices for a field (h x w): balance * use of the pixels around q / (the use wanted in q's region * the
  /// rate of q's row).
  void update(const Tensor<std::int32_t>& field, float balance);

  const float* prices() const { return price_.data(); }
  /// Style positions grouped by region, and where each group begins (regions + 1 offsets).
  const std::int32_t* members() const { return members_.data(); }
  const std::int32_t* member_begin() const { return member_begin_.data(); }

 private:
  void box_sum();

  Shape target_, style_;
  Tensor<std::int32_t> region_, members_, member_begin_;
  Tensor<float> wanted_;  ///< use of the pixels around a style position
  Tensor<float> rates_;   ///< of each row of the style
  Tensor<unsigned> count_;
  Tensor<float> use_, row_sums_, price_;
};

}  // namespace doodle::cuda
