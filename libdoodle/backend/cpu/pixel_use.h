#pragma once

#include <vector>

#include "backend/backend.h"
#include "backend/pixel_regions.h"

namespace doodle::cpu {

/// Keeps count of how often each style pixel is used, region by region, and makes prices of it.
class PixelUse {
 public:
  explicit PixelUse(const PixelMatchSpec& spec);

  /// PixelMatchPlan::set_rates().
  void set_rates(const std::vector<float>& rows);
  /// Prices for a field (h x w): balance * use of the pixels around q / (their wanted use * the rate of q's
  /// row).
  void update(const std::int32_t* field, float balance);

  const std::vector<float>& prices() const { return price_; }
  /// Style positions grouped by region, and where each group begins (regions + 1 offsets).
  const std::vector<std::int32_t>& members() const { return regions_.members; }
  const std::vector<std::int32_t>& member_begin() const { return regions_.begin; }

 private:
  const PixelMatchSpec& spec_;
  const PixelRegions regions_;
  std::vector<float> rates_;  // of each row of the style
  std::vector<float> use_, row_sums_, price_;
};

}  // namespace doodle::cpu
