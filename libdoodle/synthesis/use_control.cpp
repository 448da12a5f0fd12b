#include "synthesis/use_control.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace doodle {
namespace {

constexpr double kLeastRate = 1e-3, kMostRate = 1e3;

}  // namespace

UseControl::UseControl(const Problem& problem, UseMeter meter, Size size)
    : meter_(std::move(meter)),
      forms_(problem.forms),
      shares_(problem.shares),
      coverage_(problem.options.finish.coverage) {
  const auto forms = static_cast<double>(forms_.size()) / static_cast<double>(problem.given.size());
  spare_ = std::clamp(forms * meter_.usable() / (static_cast<double>(size.width) * size.height), 1.0, forms);
  for (std::size_t s = 0; s < shares_.size(); ++s)
    rates_.push_back(std::clamp(shares_[s] / std::max(meter_.area_share(s), 1e-6), kLeastRate, kMostRate));
}

std::vector<float> UseControl::rates(const Atlas& atlas) const {
  std::vector<float> rows;
  if (rates_.empty()) return rows;
  for (int row = 0; row < atlas.height; ++row) {
    const auto form = static_cast<std::size_t>(atlas.style_of_row(row));
    rows.push_back(static_cast<float>(rates_[static_cast<std::size_t>(forms_[form].style)]));
  }
  return rows;
}

void UseControl::observe(const PixelField& field) {
  constexpr double kStep = 2;                                   // of a style's rate in one round
  constexpr double kRise = 1.5, kFall = 1.2, kMostFactor = 50;  // of all prices
  const std::vector<StyleUse> uses = meter_.measure(field);
  for (std::size_t s = 0; s < rates_.size(); ++s) {
    const double error = std::clamp(shares_[s] / std::max(uses[s].share, 1e-6), 1 / kStep, kStep);
    rates_[s] = std::clamp(rates_[s] * error, kLeastRate, kMostRate);
  }
  if (coverage_ == 0) return;
  factor_ = meter_.coverage(uses) < coverage_ ? factor_ * kRise : factor_ / kFall;
  factor_ = std::clamp(factor_, 1.0, kMostFactor);
}

}  // namespace doodle
