#pragma once

#include <cstdint>

#include "doodle/image.h"

namespace doodle {

/// Figures of how a synthesised picture compares with the one that it was made from. None says alone whether
/// a picture is good: noise can have the right sharpness, and a copy is perfect in all.
struct Likeness {
  /// Sliced Wasserstein distance between the distributions of 7x7 patches, in hundredths of the range of
  /// values, mean over the full, half and quarter scale: 0 when the same patches are there equally often.
  double patches = 0;
  /// Root mean square difference, in hundredths of the range, of the picture's 7x7 patches to the nearest in
  /// the style at half scale, mean over a sample: 0 when every piece is the style's.
  double coherence = 0;
  /// Mean squared gradient of the picture's grey over the style's: 1 is ideal, less is blurred. Of a flat
  /// style: infinite, or 1 when the picture is flat too.
  double sharpness = 0;
};

/// Measures a picture against its style; alpha is ignored. The sample and the slices follow from the seed;
/// the result does not depend on the number of threads. Throws BadInput when either has arrays that do not
/// fit its size, NaN or infinity, or a side below 28 pixels, the least that has a patch at quarter scale.
Likeness measure_likeness(const Image& picture, const Image& style, std::uint64_t seed = 0);

}  // namespace doodle
