#pragma once

#include "backend/backend.h"
#include "doodle/image.h"
#include "image/resize_weights.h"

namespace doodle {

/// A picture (height x width x 3) in another size, made on the device as resize() of doodle/image.h makes it,
/// in 0..255; itself where it has that size.
Tensor<float> resized(Backend& backend, const Tensor<float>& picture, Size size, Filter filter,
                      Wrap wrap = {});

/// Terms of Backend::resample() for an axis of `in` samples; taps beyond its ends are around it.
AxisTerms upload_taps(Backend& backend, const std::vector<Taps>& taps, int in);

}  // namespace doodle
