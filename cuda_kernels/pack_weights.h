#pragma once

#include "half_rows.h"

namespace doodle::cuda {

/// What a convolution's weights are sorted by: as rows over inputs, by tap and output; turned for the way
/// back, as rows over outputs, by tap and input; or as a row per output over taps and inputs.
enum class WeightOrder { forward, backward, windows };

/// The layer's weights in that order as rows of `shape`, which may have zeros behind them.
PackedArray pack_weights(Backend& backend, const LayerSpec& layer, WeightOrder order, Shape shape,
                         bool exact);

}  // namespace doodle::cuda
