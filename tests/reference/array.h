#pragma once

#include <cstddef>
#include <functional>
#include <vector>

/// What the slow oracles work on: an HWC array in double precision.
namespace doodle::reference {

struct Array {
  int height = 0, width = 0, channels = 1;
  std::vector<double> values;

  Array() = default;
  Array(int h, int w, int c, double fill = 0)
      : height(h),
        width(w),
        channels(c),
        values(static_cast<std::size_t>(h) * static_cast<std::size_t>(w * c), fill) {}
  double& at(int y, int x, int c) { return values[static_cast<std::size_t>((y * width + x) * channels + c)]; }
  double at(int y, int x, int c) const {
    return values[static_cast<std::size_t>((y * width + x) * channels + c)];
  }
};

/// d loss / d point by central differences.
inline Array finite_differences(const std::function<double(const Array&)>& loss, Array point, double step) {
  Array slope = point;
  for (std::size_t i = 0; i < point.values.size(); ++i) {
    const double value = point.values[i];
    point.values[i] = value + step;
    const double above = loss(point);
    point.values[i] = value - step;
    slope.values[i] = (above - loss(point)) / (2 * step);
    point.values[i] = value;
  }
  return slope;
}

}  // namespace doodle::reference
