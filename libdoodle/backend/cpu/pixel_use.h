#pragma once

#include <vector>

#include "backend/backend.h"

namespace doodle::cpu {

/// Keeps count of how often each style pixel is used, region by region, and makes prices of it.
class PixelUse {
 public:
  explicit PixelUse(const PixelMatchSpec& spec);

  /// PixelMatchPlan::set_rates().
  void set_rates(const std::vector<float>& rows);
  /// Prices for a field (h x w): balance * use of the pixels around q / (the mean use in q's region * the
  /// rate of q's row).
  void update(const std::int32_t* field, float balance);

  const std::vector<float>& prices() const { return price_; }
  /// Style positions grouped by region, and where each group begins (regions + 1 offsets).
  const std::vector<std::int32_t>& members() const { return members_; }
  const std::vector<std::int32_t>& member_begin() const { return member_begin_; }

 private:
  void list_members();
  void count_targets();
  void box_sum();

  const PixelMatchSpec& spec_;
  std::vector<std::int32_t> members_, member_begin_;
  std::vector<float> ideal_;  // mean use of a style position, per region
  std::vector<float> rates_;  // of each row of the style
  std::vector<float> use_, row_sums_, price_;
};

}  // namespace doodle::cpu
