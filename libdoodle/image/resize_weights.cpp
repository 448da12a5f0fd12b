#include "image/resize_weights.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>

namespace doodle {
namespace {

/// Catmull-Rom: the cubic of Keys (1981) with a = -1/2.
double catmull_rom(double t) {
  t = std::abs(t);
  if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
  if (t < 2) return ((-0.5 * t + 2.5) * t - 4) * t + 2;
  return 0;
}

/// sinc(t) windowed by sinc(t / 3).
double lanczos3(double t) {
  t = std::abs(t) * std::numbers::pi;
  if (t < 1e-8) return 1;
  return t < 3 * std::numbers::pi ? 3 * std::sin(t) * std::sin(t / 3) / (t * t) : 0;
}

/// Collects weights by sample, folding those beyond the ends onto the ends, and normalises them.
class Row {
 public:
  Row(std::int64_t low, std::int64_t high, int in)
      : first_(std::clamp<std::int64_t>(low, 0, in - 1)),
        last_(std::clamp<std::int64_t>(high, 0, in - 1)),
        weights_(static_cast<std::size_t>(last_ - first_ + 1)) {}

  void add(std::int64_t sample, double weight) {
    weights_[static_cast<std::size_t>(std::clamp(sample, first_, last_) - first_)] += weight;
    sum_ += weight;
  }

  Taps taps() const {
    Taps result{static_cast<int>(first_), {}};
    result.weights.reserve(weights_.size());
    for (double weight : weights_) result.weights.push_back(static_cast<float>(weight / sum_));
    return result;
  }

 private:
  std::int64_t first_, last_;
  std::vector<double> weights_;
  double sum_ = 0;
};

/// Overlaps are whole numbers in units of 1/out of a sample, so they are exact.
Taps area_taps(std::int64_t i, std::int64_t in, std::int64_t out) {
  const std::int64_t begin = i * in, end = (i + 1) * in;
  const std::int64_t low = begin / out, high = (end - 1) / out;
  Row row(low, high, static_cast<int>(in));
  for (std::int64_t s = low; s <= high; ++s)
    row.add(s, static_cast<double>(std::min(end, (s + 1) * out) - std::max(begin, s * out)));
  return row.taps();
}

Taps filter_taps(int i, int in, int out, double radius, double (*kernel)(double)) {
  const double ratio = static_cast<double>(in) / out;
  const double stretch = std::max(1.0, ratio);
  const double centre = (i + 0.5) * ratio - 0.5;
  const auto low = static_cast<std::int64_t>(std::ceil(centre - radius * stretch));
  const auto high = static_cast<std::int64_t>(std::floor(centre + radius * stretch));
  Row row(low, high, in);
  for (std::int64_t s = low; s <= high; ++s) row.add(s, kernel((static_cast<double>(s) - centre) / stretch));
  return row.taps();
}

}  // namespace

int nearest_sample(int i, int in, int out) {
  return static_cast<int>((2 * static_cast<std::int64_t>(i) + 1) * in / (2 * static_cast<std::int64_t>(out)));
}

std::vector<Taps> axis_taps(int in, int out, Filter filter) {
  std::vector<Taps> taps;
  taps.reserve(static_cast<std::size_t>(out));
  for (int i = 0; i < out; ++i) {
    switch (filter) {
      case Filter::nearest:
        taps.push_back({nearest_sample(i, in, out), {1.0f}});
        break;
      case Filter::area:
        taps.push_back(area_taps(i, in, out));
        break;
      case Filter::bicubic:
        taps.push_back(filter_taps(i, in, out, 2, catmull_rom));
        break;
      case Filter::lanczos:
        taps.push_back(filter_taps(i, in, out, 3, lanczos3));
        break;
    }
  }
  return taps;
}

int circle_margin(int in, int out) {
  constexpr int kRadius = 3;  // Lanczos-3
  const int reach = kRadius * std::max(1, (in + out - 1) / out) + 1;
  const int unit = in / std::gcd(in, out);
  return (reach + unit - 1) / unit * unit;
}

std::vector<Taps> circle_taps(int in, int out, Filter filter) {
  const int margin = circle_margin(in, out);
  const auto made = static_cast<int>(static_cast<std::int64_t>(margin) * out / in);
  std::vector<Taps> taps = axis_taps(in + 2 * margin, out + 2 * made, filter);
  taps.erase(taps.end() - made, taps.end());
  taps.erase(taps.begin(), taps.begin() + made);
  for (Taps& tap : taps) tap.first -= margin;
  return taps;
}

}  // namespace doodle
