#pragma once

#include <limits>

#include "backend/backend.h"

namespace doodle {

/// The best of the points seen, kept on the device.
class BestPoint {
 public:
  BestPoint(Backend& backend, Shape shape) : backend_(backend), point_(backend.allocate<float>(shape)) {
    const double infinity = std::numeric_limits<double>::infinity();
    loss_ = backend.upload<double>({1, 1, 1}, &infinity);
  }

  /// The first point is kept whatever its loss, so that there always is one.
  void offer(const Tensor<float>& x, const Tensor<double>& loss) {
    if (!any_) backend_.copy_bytes(x.data(), point_.data(), x.size() * sizeof(float));
    any_ = true;
    backend_.keep_best(x, loss, point_, loss_);
  }

  const Tensor<float>& point() const { return point_; }
  const Tensor<double>& loss() const { return loss_; }

 private:
  Backend& backend_;
  Tensor<float> point_;
  Tensor<double> loss_;
  bool any_ = false;
};

}  // namespace doodle
