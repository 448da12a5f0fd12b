#pragma once

#include <optional>

#include "synthesis/style_use.h"

namespace doodle {

/// Steers a phase's prices towards the shares and the coverage that are asked for.
class UseControl {
 public:
  /// For a picture of `size`.
  UseControl(const Problem& problem, UseMeter meter, Size size);

  /// Whether there is anything to steer.
  bool any() const { return coverage_ > 0 || !shares_.empty(); }
  /// What all prices are to be multiplied by.
  double factor() const { return factor_ / spare_; }
  /// For each row of the atlas, how much more often than the average its positions are to be used; empty:
  /// equally often.
  std::vector<float> rates(const Atlas& atlas) const;
  /// Looks at what a search came to.
  void observe(const PixelField& field);

  const UseMeter& meter() const { return meter_; }

 private:
  UseMeter meter_;
  std::vector<StyleForm> forms_;
  std::vector<double> shares_;  // wanted of each style given; empty: as they come
  std::vector<double> rates_;
  double spare_ = 1;     // forms of a style that the picture has no room for: not to be used is no merit
  double coverage_ = 0;  // wanted
  double factor_ = 1;
};

}  // namespace doodle
