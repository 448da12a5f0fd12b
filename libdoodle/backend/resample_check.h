#pragma once

#include "backend/operands.h"
#include "base/expect.h"

namespace doodle {

/// The shapes of Backend::resample() fit each other.
inline void expect_resample(Shape from, const AxisTerms& columns, const AxisTerms& rows, Shape to) {
  const auto makes = [](const AxisTerms& axis, int samples) {
    return axis.index.shape() == axis.weight.shape() && axis.index.shape().height == samples;
  };
  expect(from.channels == to.channels && makes(columns, to.width) && makes(rows, to.height),
         "resample: sizes do not fit");
}

}  // namespace doodle
